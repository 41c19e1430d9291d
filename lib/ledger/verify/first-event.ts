import type { Findings } from './findings';
import type { ForkedFrom } from './verdict';

type Details = {
  origin?: unknown;
  vkey?: unknown;
  forkedFrom?: { origin?: unknown; size?: unknown; reason?: unknown };
};
export type FirstEvent = { vkey: string | null; forkedFrom: ForkedFrom | null };

/** Event 0 names the log, its first key, and the log that it goes on from; a head that says otherwise was put there. */
export function readFirstEvent(record: string, origin: string, findings: Findings): FirstEvent {
  try {
    const { details } = JSON.parse(record) as { details?: Details };
    if (details?.origin !== origin) findings.add(0, 'origin', `it names ${String(details?.origin)}`);
    const fork = details?.forkedFrom;
    return {
      vkey: typeof details?.vkey === 'string' ? details.vkey : null,
      forkedFrom: fork
        ? { origin: String(fork.origin), size: Number(fork.size), reason: fork.reason ? String(fork.reason) : null }
        : null,
    };
  } catch {
    findings.add(0, 'origin', 'it cannot be read');
    return { vkey: null, forkedFrom: null };
  }
}
