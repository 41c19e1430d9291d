import { Ban, CircleCheck, CircleX, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { Tone } from '@/components/ui/tone';
import type { Status } from '@/lib/ledger/contract';

export const STATUS_LOOK: Record<Status, { label: string; icon: LucideIcon; tone: Tone }> = {
  success: { label: 'Success', icon: CircleCheck, tone: 'ok' },
  warning: { label: 'Warning', icon: TriangleAlert, tone: 'warn' },
  denied: { label: 'Denied', icon: Ban, tone: 'denied' },
  failure: { label: 'Failure', icon: CircleX, tone: 'bad' },
};

/** From ordinary to worst, as people look for them. */
export const STATUS_ORDER = Object.keys(STATUS_LOOK) as Status[];
