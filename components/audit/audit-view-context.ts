'use client';

import { createContext, useContext } from 'react';

/** What every cell needs besides its row. */
export type AuditView = { timeZone: string; signedSize: number };

export const AuditViewContext = createContext<AuditView>({ timeZone: 'UTC', signedSize: 0 });
export const useAuditView = (): AuditView => useContext(AuditViewContext);
