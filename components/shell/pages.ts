import { Anchor, type LucideIcon, ScrollText, Settings2, ShieldCheck } from 'lucide-react';
import type { Permission } from '@/lib/identity/contract';

export type Page = {
  href: string;
  label: string;
  icon: LucideIcon;
  permission: Permission;
  /** Has a door of its own where there is a navigation at the side: the seal strip at its foot. */
  door?: true;
  /** Stands under another page, which leads there; only the palette lists it. */
  under?: string;
};

/** Only what exists: an item that leads nowhere is worse than none. */
export const PAGES: readonly Page[] = [
  { href: '/audit-log', label: 'Audit log', icon: ScrollText, permission: 'audit.read' },
  { href: '/ledger', label: 'Ledger', icon: ShieldCheck, permission: 'audit.read', door: true },
  { href: '/ledger/anchors', label: 'Anchors', icon: Anchor, permission: 'audit.read', under: '/ledger' },
  { href: '/settings', label: 'Settings', icon: Settings2, permission: 'settings.read' },
];
