import {
  CircleCheck,
  CircleDashed,
  CircleX,
  type LucideIcon,
  ShieldCheck,
  ShieldEllipsis,
  ShieldX,
  TriangleAlert,
} from 'lucide-react';
import type { Tone } from '@/components/ui/tone';
import type { CheckState, Verdict } from '@/lib/reports/contract/ledger';

type Look = { icon: LucideIcon; tone: Tone; word: string };

export const CHECK_LOOK: Record<CheckState, Look> = {
  never: { icon: CircleDashed, tone: 'quiet', word: 'Not run yet' },
  ok: { icon: CircleCheck, tone: 'ok', word: 'In order' },
  bad: { icon: CircleX, tone: 'bad', word: 'Damaged' },
  failed: { icon: TriangleAlert, tone: 'warn', word: 'Could not look' },
};

type VerdictLook = Omit<Look, 'word'> & { explained: string };

export const VERDICT_LOOK: Record<Verdict, VerdictLook> = {
  ok: { icon: ShieldCheck, tone: 'ok', explained: 'Pinned, anchored, nothing withheld' },
  broken: { icon: ShieldX, tone: 'bad', explained: 'Tampered with or damaged' },
  partial: { icon: ShieldEllipsis, tone: 'warn', explained: 'Intact as far as it was read' },
  unpinned: { icon: ShieldEllipsis, tone: 'warn', explained: 'Intact; no key from outside' },
  unanchored: { icon: ShieldCheck, tone: 'warn', explained: 'Intact; not anchored outside' },
  withheld: { icon: ShieldEllipsis, tone: 'warn', explained: 'Intact; some records are archived' },
  missing: { icon: ShieldX, tone: 'bad', explained: 'There is no log where one should be' },
  unreadable: { icon: ShieldX, tone: 'bad', explained: 'It cannot be read as a log' },
};
