'use server';

import { signOutOfBrowser } from '@/lib/access/next';

export const signOutAction = signOutOfBrowser;
