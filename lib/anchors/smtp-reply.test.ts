import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMail, stuffDots } from './mail-message';
import { offers, SmtpReplies, SmtpReplyError } from './smtp-reply';

const readAll = (pieces: readonly string[]) => {
  const replies = new SmtpReplies();
  return pieces.flatMap((piece) => replies.push(piece));
};

describe('SmtpReplies', () => {
  const word = fc.stringMatching(/^[ -~]{0,40}$/);
  const reply = fc.record({
    code: fc.integer({ min: 200, max: 599 }),
    lines: fc.array(word, { minLength: 1, maxLength: 5 }),
  });

  it('puts together what was sent, however it was cut', () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 5 }), fc.array(fc.nat(200), { maxLength: 20 }), (sent, cuts) => {
        const text = sent
          .map(({ code, lines }) =>
            lines.map((line, i) => `${code}${i === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join(''),
          )
          .join('');
        const places = [0, ...cuts.filter((at) => at < text.length).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, i) => text.slice(places[i], end));
        expect(readAll(pieces)).toEqual(sent);
      }),
    );
  });

  it('takes anything else for what it is, and grows no larger than a line', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 })), (pieces) => {
        try {
          for (const { code } of readAll(pieces)) expect(code).toBeGreaterThanOrEqual(200);
        } catch (error) {
          expect(error).toBeInstanceOf(SmtpReplyError);
        }
      }),
    );
    expect(() => readAll(['2'.repeat(3_000)])).toThrow(SmtpReplyError);
    expect(() => readAll(Array.from({ length: 200 }, () => '250-x\r\n'))).toThrow(SmtpReplyError);
    expect(() => readAll(['250-one\r\n251 two\r\n'])).toThrow(SmtpReplyError);
  });

  it('knows extensions and their parameters', () => {
    const greeting = { code: 250, lines: ['mail.example STARTTLS', 'auth=login plain', 'SIZE 100'] };
    expect(offers(greeting, 'STARTTLS')).toBe(false);
    expect(offers(greeting, 'AUTH', 'PLAIN')).toBe(true);
    expect(offers(greeting, 'AUTH', 'CRAM-MD5')).toBe(false);
  });
});

describe('a message', () => {
  it('ends where it ends: no line of it is a dot alone', () => {
    const line = fc.constantFrom('.', '..', '', 'a', '.a', 'a.');
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const sent = stuffDots(lines.join(end));
        expect(sent.indexOf('\r\n.\r\n') + 5 === sent.length || sent === '.\r\n' || sent === '\r\n.\r\n').toBe(true);
        const kept = sent.slice(0, -3).split('\r\n').slice(0, -1);
        const expected = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
        expect(kept.map((each) => each.replace(/^\./, ''))).toEqual(expected.length > 0 ? expected : ['']);
      }),
    );
  });

  it('has no header that somebody else wrote', () => {
    const mail = { from: 'a@b', to: ['c@d'], subject: 's', id: 'i@b', date: new Date(0), text: 't' };
    expect(encodeMail(mail)).toContain('Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n');
    for (const bad of ['x\r\nBcc: y@z', 'x\ny', 'x\u0000', 'ü']) {
      expect(() => encodeMail({ ...mail, subject: bad })).toThrow(RangeError);
      expect(() => encodeMail({ ...mail, from: bad })).toThrow(RangeError);
      expect(() => encodeMail({ ...mail, to: [bad] })).toThrow(RangeError);
    }
  });
});
