'use server';

import { completeSetUp } from '@/lib/access';
import { toAction } from '@/lib/command/next';

export const completeSetUpAction = toAction(completeSetUp);
