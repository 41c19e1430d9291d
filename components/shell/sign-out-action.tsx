'use client';

import { createContext, type ReactNode, use } from 'react';
import type { Result } from '@/lib/core/result';

export type SignOutAction = (input: Record<string, never>) => Promise<Result<object>>;

const SignOutContext = createContext<SignOutAction | null>(null);

/** The page hands the action in; menu and palette, which are fetched when they are asked for, find it here. */
export function SignOutProvider({ action, children }: { action: SignOutAction; children: ReactNode }) {
  return <SignOutContext value={action}>{children}</SignOutContext>;
}

export const useSignOutAction = (): SignOutAction | null => use(SignOutContext);
