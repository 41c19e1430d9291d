import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

/** Our own names have to be told apart, else a text size would throw out a text colour. */
const merge = extendTailwindMerge({
  extend: {
    classGroups: {
      'font-size': [{ text: ['micro', 'small', 'base', 'title', 'display', 'figure'] }],
      shadow: [{ shadow: ['popover', 'modal'] }],
      rounded: [{ rounded: ['badge', 'control', 'popover', 'dialog'] }],
    },
  },
});

export const cn = (...classes: ClassValue[]): string => merge(clsx(classes));
