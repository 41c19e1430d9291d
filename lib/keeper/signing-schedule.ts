import { log } from '@/lib/log';
import type { Signer } from './signer';

const EVERY_MS = 10_000;

/** A checkpoint every ten seconds while the log grows, and whenever somebody asks; one at a time. A log at rest needs none: its last one stands. */
export class SigningSchedule {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  signedAt: Date | null = null;
  error: string | null = null;

  constructor(
    private readonly signer: Signer,
    private readonly everyMs = EVERY_MS,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.signNow().catch(() => undefined), this.everyMs);
    void this.signNow().catch(() => undefined);
  }

  /** Signs now; a refusal stays visible until a later signing succeeds. */
  signNow(): Promise<{ size: bigint; note: string } | null> {
    const next = this.running.then(async () => {
      try {
        const signed = await this.signer.sign();
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
    this.running = next.catch(() => undefined);
    return next;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }
}
