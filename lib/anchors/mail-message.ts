export type Mail = { from: string; to: readonly string[]; subject: string; id: string; date: Date; text: string };

/** RFC 5322 §2.2: a header that held a line break would begin another one. Lists go on, one address a line. */
function header(name: string, ...values: readonly string[]): string {
  if (!values.every((value) => /^[\x20-\x7e]*$/.test(value))) throw new RangeError(`${name} cannot hold this`);
  return `${name}: ${values.join(',\r\n ')}\r\n`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 5322 §3.3. */
const mailDate = (date: Date): string =>
  `${DAYS[date.getUTCDay()]}, ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.toISOString().slice(0, 4)} ${date.toISOString().slice(11, 19)} +0000`;

/** RFC 5322 message, its text in base64 so that nothing on the way changes a byte of it. */
export function encodeMail({ from, to, subject, id, date, text }: Mail): string {
  const body = Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
  return [
    header('From', from),
    header('To', ...to),
    header('Subject', subject),
    header('Date', mailDate(date)),
    header('Message-ID', `<${id}>`),
    header('MIME-Version', '1.0'),
    header('Content-Type', 'text/plain; charset=utf-8'),
    header('Content-Transfer-Encoding', 'base64'),
    header('Auto-Submitted', 'auto-generated'),
    `\r\n${body}\r\n`,
  ].join('');
}

/** RFC 5321 §4.5.2: a line that begins with a dot gets another, and a dot alone ends the message. */
export function stuffDots(message: string): string {
  const lines = message.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..');
  return `${lines.endsWith('\r\n') ? lines : `${lines}\r\n`}.\r\n`;
}
