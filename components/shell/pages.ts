import { type LucideIcon, ScrollText, Settings2 } from 'lucide-react';
import type { Permission } from '@/lib/identity/contract';

export type Page = { href: string; label: string; icon: LucideIcon; permission: Permission };

/** Only what exists: an item that leads nowhere is worse than none. */
export const PAGES: readonly Page[] = [
  { href: '/audit-log', label: 'Audit log', icon: ScrollText, permission: 'audit.read' },
  { href: '/settings', label: 'Settings', icon: Settings2, permission: 'settings.read' },
];
