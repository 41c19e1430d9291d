import { describe, expect, it } from 'vitest';
import { lineAt, lineTops, rangeOf, scrollTopFor } from './line-window';

const tops = lineTops([28, 36, 36, 28, 36]);

describe('lineTops', () => {
  it('adds heights up', () => expect(tops).toEqual([0, 28, 64, 100, 128, 164]));
  it('ends at 0 without lines', () => expect(lineTops([])).toEqual([0]));
});

describe('lineAt', () => {
  it.each([
    [-5, 0],
    [0, 0],
    [27, 0],
    [28, 1],
    [99, 2],
    [100, 3],
    [163, 4],
    [9999, 4],
  ])('at %i is line %i', (y, line) => expect(lineAt(tops, y)).toBe(line));
});

describe('rangeOf', () => {
  it('is what is seen and some to spare, within the list', () => {
    expect(rangeOf(tops, 64, 30, 0)).toEqual({ first: 2, last: 2 });
    expect(rangeOf(tops, 64, 30, 1)).toEqual({ first: 1, last: 3 });
    expect(rangeOf(tops, 64, 30, 10)).toEqual({ first: 0, last: 4 });
  });
  it('is empty without lines', () => expect(rangeOf([0], 0, 900, 10)).toEqual({ first: 0, last: -1 }));
});

describe('scrollTopFor', () => {
  it('stays when the line is in sight', () => expect(scrollTopFor(tops, 2, 50, 100)).toBe(50));
  it('goes up to a line above', () => expect(scrollTopFor(tops, 0, 50, 100)).toBe(0));
  it('goes down just far enough', () => expect(scrollTopFor(tops, 4, 0, 100)).toBe(64));
});
