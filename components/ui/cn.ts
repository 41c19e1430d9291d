import { clsx } from 'clsx';

/** Joins and no more. Nothing weeds out contradictions: what may differ is a variant, what is handed in only adds. */
export const cn = clsx;
