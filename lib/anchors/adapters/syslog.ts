import { isAppError } from '@/lib/core/errors';
import { egressConnect } from '@/lib/egress';
import { type Adapter, type AnchoredCheckpoint, anchorFault } from '../adapter';

/** RFC 5424 §6.2.1: facility 13 (log audit), severity 5 (notice). */
const PRIORITY = 13 * 8 + 5;
/** RFC 5424 §7.2.2 wants a private enterprise number behind the @; this one is set aside for whoever has none (RFC 5612). */
const SD_ID = 'checkpoint@32473';

/** RFC 5424 §6.3.3. */
const escaped = (value: string): string => value.replace(/["\\\]]/g, (sign) => `\\${sign}`);

export function encodeSyslog({ origin, size, root, note }: AnchoredCheckpoint, now: Date): string {
  const params = Object.entries({
    origin,
    size: String(size),
    root: root.toString('base64'),
    note: Buffer.from(note).toString('base64'),
  });
  const data = params.map(([name, value]) => `${name}="${escaped(value)}"`).join(' ');
  return `<${PRIORITY}>1 ${now.toISOString()} - chainward - CHECKPOINT [${SD_ID} ${data}] Checkpoint of ${size} events of ${escaped(origin)}`;
}

/** RFC 5425 §4.3: the length in octets, a blank, the message. */
export const frame = (message: string): Buffer => {
  const bytes = Buffer.from(message);
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
};

export const syslog: Adapter<'syslog'> = {
  submit: async (checkpoint, config, { now, ownListeners, resolver }) => {
    const { host, port, allow, ca } = config;
    const outgoing = await egressConnect({ host, port, allow, ca, ownListeners, resolver });
    try {
      const socket = await outgoing.secure();
      // The protocol has no answer. That the server closes in order after us is the one sign that it read to the end.
      const closed = new Promise<void>((resolve, reject) => {
        socket.once('end', resolve);
        socket.once('error', reject);
        socket.once('close', () => reject(anchorFault('The syslog server cut the connection')));
      });
      socket.resume();
      socket.end(frame(encodeSyslog(checkpoint, now)));
      await closed;
    } catch (error) {
      if (isAppError(error)) throw error;
      throw anchorFault(
        `The syslog server cut the connection: ${String((error as NodeJS.ErrnoException).code ?? 'an error')}`,
      );
    } finally {
      outgoing.close();
    }
    return Buffer.from(
      JSON.stringify({ sentAt: now.toISOString(), to: `${host}:${port}`, tlsVerified: true, readBack: false }),
    );
  },
  verify: async (_receipt, _checkpoint, { host, port }) => ({
    state: 'stated',
    detail: `Sent to ${host}:${port} over verified TLS; cannot be read back`,
  }),
};
