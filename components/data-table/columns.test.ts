import { describe, expect, it } from 'vitest';
import { type ColumnLook, columnTemplates } from './columns';

const look = (narrow: string | null, base: string | null): ColumnLook => ({
  label: 'x',
  width: { narrow, base, wide: '30px', huge: '40px' },
  skeleton: 50,
});

describe('columnTemplates', () => {
  it('leaves dropped columns out of their tier and keeps them in the others', () => {
    expect(columnTemplates([look('10px', '20px'), look(null, '20px')])).toEqual({
      '--t-narrow': '10px',
      '--t-base': '20px 20px',
      '--t-wide': '30px 30px',
      '--t-huge': '40px 40px',
    });
  });
});
