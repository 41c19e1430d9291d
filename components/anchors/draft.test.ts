import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANCHOR_CONFIGS, ANCHOR_KINDS, type AnchorView, CreateAnchorInput } from '@/lib/anchors/contract';
import { draftErrors, emptyDraft, fieldOf, sameDraft, toDraft, toInput } from './draft';
import { FIELDS, KIND_WORDS } from './kinds';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const GOOD = {
  file: { path: '/srv/log.ndjson' },
  rfc3161: { url: 'https://tsa.example/tsr', trusted: PEM },
  'tlog-witness': { url: 'http://10.0.0.7:9210', vkey: 'w.example+0a1b2c3d+AAAA', allow: ['10.0.0.7', 'w.example'] },
  s3: { endpoint: 'https://s3.example', region: 'eu-central-1', bucket: 'log', accessKeyId: 'AK', ca: PEM },
  syslog: { host: 'logs.example', port: 6514 },
  email: { host: 'mail.example', from: 'a@example.org', to: ['b@example.org', 'c@example.org'], user: 'a' },
} as const;

const viewOf = (kind: AnchorView['kind']) =>
  ({ kind, name: 'Place', config: ANCHOR_CONFIGS[kind].parse(GOOD[kind]) }) as Pick<
    AnchorView,
    'kind' | 'name' | 'config'
  >;

describe.each(ANCHOR_KINDS)('the form of an anchor: %s', (kind) => {
  it('has a field for every setting of its schema and no other, and says what it proves', () => {
    const fields = FIELDS[kind].map(({ name }) => name).filter((name) => name !== 'secret');
    expect(fields.toSorted()).toEqual(Object.keys(ANCHOR_CONFIGS[kind].shape).toSorted());
    expect(KIND_WORDS.filter((each) => each.kind === kind)).toHaveLength(1);
  });

  it('goes there and back', () => {
    const view = viewOf(kind);
    const { config } = CreateAnchorInput.parse(toInput(kind, toDraft(view)));
    expect(config).toEqual(view.config);
    expect(draftErrors(kind, toDraft(view), true)).toEqual({});
  });

  it('begins with the defaults of the schema, and asks for the rest in words', () => {
    const errors = draftErrors(kind, emptyDraft(kind), false);
    expect(emptyDraft(kind).intervalSeconds).toBe(kind === 'email' ? '86400' : '60');
    expect(errors.name).toBe('Fill this in');
    expect(new Set(Object.values(errors))).toEqual(new Set(['Fill this in']));
  });
});

describe('what is typed', () => {
  it('is told wrong at its field, in words for people', () => {
    const mail = { ...toDraft(viewOf('email')), to: 'b@example.org, nobody', port: '70000', intervalSeconds: '1.5' };
    expect(draftErrors('email', mail, true)).toEqual({
      to: 'An e-mail address',
      port: 'At most 65,535',
      intervalSeconds: 'A whole number',
    });
    const witness = { ...toDraft(viewOf('tlog-witness')), url: 'ftp://w.example', vkey: 'w' };
    expect(draftErrors('tlog-witness', witness, false)).toMatchObject({
      url: expect.stringMatching(/^A URL beginning with https:/),
      vkey: expect.stringMatching(/^A verifier key/),
    });
  });

  it('is never called wrong in the words of a parser', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('', '0', '-1', '999999999', 'x'.repeat(2_000)));
    fc.assert(
      fc.property(fc.constantFrom(...ANCHOR_KINDS), fc.infiniteStream(text), (kind, texts) => {
        const draft = Object.fromEntries(Object.keys(emptyDraft(kind)).map((name) => [name, texts.next().value ?? '']));
        for (const words of Object.values(draftErrors(kind, draft, true)))
          expect(words).not.toMatch(/expected|received|^Invalid/);
      }),
    );
  });

  it('asks for the secret of a storage only while none is stored, and never shows one', () => {
    const draft = toDraft(viewOf('s3'));
    expect(draft.secret).toBe('');
    expect(draftErrors('s3', draft, false)).toEqual({ secret: 'Fill this in' });
    expect(draftErrors('s3', draft, true)).toEqual({});
    expect(toInput('s3', draft)).not.toHaveProperty('secret');
    expect(toInput('s3', { ...draft, secret: ' with blanks ' })).toHaveProperty('secret', ' with blanks ');
  });

  it('is unchanged when only blanks differ', () => {
    const draft = toDraft(viewOf('file'));
    expect(sameDraft(draft, { ...draft, name: ' Place ' })).toBe(true);
    expect(sameDraft(draft, { ...draft, path: '/srv/other.ndjson' })).toBe(false);
  });

  it('belongs to its field, however deep the path of a problem goes', () => {
    expect(['config.to.0', 'config.vkey', 'name', 'secret', 'config'].map(fieldOf)).toEqual([
      'to',
      'vkey',
      'name',
      'secret',
      'config',
    ]);
  });
});
