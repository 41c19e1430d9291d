/** RFC 5321 §4.2: three digits, then a hyphen on every line but the last. The words are the server's and only looked at for extensions. */
export type SmtpReply = { code: number; lines: string[] };

const LONGEST_LINE = 2_000;
const MOST_LINES = 100;

export class SmtpReplyError extends Error {}

/** Puts replies together from whatever pieces arrive; refuses what is too long or no reply. */
export class SmtpReplies {
  private text = '';
  private lines: string[] = [];
  private code = '';

  /** Bytes that came and belong to no whole reply yet. */
  get isEmpty(): boolean {
    return this.text === '' && this.lines.length === 0;
  }

  push(chunk: string): SmtpReply[] {
    this.text += chunk;
    const replies: SmtpReply[] = [];
    for (let end = this.text.indexOf('\n'); end >= 0; end = this.text.indexOf('\n')) {
      const reply = this.take(this.text.slice(0, end).replace(/\r$/, ''));
      this.text = this.text.slice(end + 1);
      if (reply) replies.push(reply);
    }
    if (this.text.length > LONGEST_LINE) throw new SmtpReplyError('a line that does not end');
    return replies;
  }

  private take(line: string): SmtpReply | null {
    const match = line.length <= LONGEST_LINE ? /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line) : null;
    if (!match?.[1] || (this.code !== '' && this.code !== match[1])) throw new SmtpReplyError('no SMTP reply');
    this.code = match[1];
    this.lines.push(match[3] ?? '');
    if (this.lines.length > MOST_LINES) throw new SmtpReplyError('too many lines');
    if (match[2] === '-') return null;
    const reply = { code: Number(this.code), lines: this.lines };
    this.code = '';
    this.lines = [];
    return reply;
  }
}

/** RFC 5321 §4.1.1.1: whether a greeting names an extension, with this parameter if one is asked for. */
export function offers({ lines }: SmtpReply, extension: string, parameter?: string): boolean {
  return lines.slice(1).some((line) => {
    const [name, ...parameters] = line.trim().toUpperCase().split(/[ =]+/);
    return name === extension && (parameter === undefined || parameters.includes(parameter));
  });
}
