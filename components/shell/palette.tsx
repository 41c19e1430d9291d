'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { paletteStore } from './palette-store';
import type { ShellViewer } from './viewer';

const PaletteDialog = dynamic(() => import('./palette-dialog').then((module) => module.PaletteDialog), { ssr: false });

/** Listens from the start; the palette itself is fetched when it is first asked for. */
export function Palette({ viewer }: { viewer: ShellViewer }) {
  const open = useSyncExternalStore(paletteStore.subscribe, paletteStore.read, () => false);
  const [asked, setAsked] = useState(false);
  if (open && !asked) setAsked(true);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      paletteStore.set(!paletteStore.read());
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return asked ? <PaletteDialog open={open} viewer={viewer} /> : null;
}
