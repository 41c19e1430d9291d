import { CircleCheck, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { Tone } from '@/components/ui/tone';
import type { RoleSeparation } from '@/lib/reports/contract/ledger';

type Look = { icon: LucideIcon; tone: Tone; word: string; words: string };

export const ROLES_LOOK: Record<RoleSeparation['state'], Look> = {
  owner: {
    icon: TriangleAlert,
    tone: 'warn',
    word: 'Not separated',
    words: 'The application owns its tables; separate them',
  },
  account: {
    icon: TriangleAlert,
    tone: 'warn',
    word: 'Not separated from this account',
    words: 'Four roles without passwords: whoever has this account can be any of them',
  },
  separate: {
    icon: CircleCheck,
    tone: 'ok',
    word: 'Separated',
    words: 'The application may add events, and neither change nor remove them',
  },
};
