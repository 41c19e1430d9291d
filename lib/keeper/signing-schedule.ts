import { log } from '@/lib/log';
import type { SignedCheckpoint } from './signer';

const EVERY_MS = 10_000;

/**
 * A checkpoint every ten seconds while the log grows, and whenever somebody asks; one at a time. A log at rest needs none: Ed25519 would
 * give the same bytes again, so that it still stands is for anchors to say.
 */
export class SigningSchedule {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  signedAt: Date | null = null;
  error: string | null = null;

  constructor(
    private readonly sign: () => Promise<SignedCheckpoint | null>,
    private readonly everyMs = EVERY_MS,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.signNow().catch(() => undefined), this.everyMs);
    void this.signNow().catch(() => undefined);
  }

  /** Nothing is signed while this runs. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.running.then(work);
    this.running = next.catch(() => undefined);
    return next;
  }

  /** Signs now; a refusal stays visible until a later signing succeeds. */
  signNow(): Promise<SignedCheckpoint | null> {
    return this.inTurn(async () => {
      try {
        const signed = await this.sign();
        this.error = null;
        if (signed) this.signedAt = new Date();
        return signed;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (message !== this.error) log().error({ reason: message }, 'no checkpoint was signed');
        this.error = message;
        throw error;
      }
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }
}
