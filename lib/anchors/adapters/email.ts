import { AppError } from '@/lib/core/errors';
import { uuidv7 } from '@/lib/core/ids';
import type { Adapter } from '../adapter';
import { encodeMail } from '../mail-message';
import { sendMail } from '../smtp';

const letter = (origin: string, size: bigint, root: Buffer, note: string, now: Date) =>
  [
    `At ${now.toISOString()} the audit log ${origin} held ${size} events.`,
    `Its root was ${root.toString('hex')}.`,
    '',
    'Keep this message: the log can be checked against it later, on another machine.',
    'The signed checkpoint, to be saved from its first line on:',
    '',
    note,
  ].join('\n');

export const email: Adapter<'email'> = {
  submit: async ({ origin, size, root, note }, config, { now, secret, ownListeners, resolver }) => {
    const { host, port, allow, ca, from, to, user, security } = config;
    if (user && !secret) throw new AppError('invalid_input', 'The anchor has no password', { secret: 'Missing' });
    const id = `${uuidv7(now.getTime())}@${from.slice(from.lastIndexOf('@') + 1)}`;
    await sendMail({
      connection: { host, port, allow, ca, ownListeners, resolver },
      security,
      login: user && secret ? { user, password: secret } : null,
      from,
      to,
      message: encodeMail({
        from,
        to,
        id,
        date: now,
        subject: `Audit log checkpoint: ${size} events`,
        text: letter(origin, size, root, note, now),
      }),
    });
    return Buffer.from(JSON.stringify({ sentAt: now.toISOString(), messageId: id, to, readBack: false }));
  },
  verify: async (_receipt, _checkpoint, { to }) => ({
    state: 'stated',
    detail: `Accepted for ${to.join(', ')} over verified TLS; cannot be read back`,
  }),
};
