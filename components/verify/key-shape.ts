/** Enough to catch a slip before the verifier, which checks the key itself, is even loaded. */
export const looksLikeKey = (text: string): boolean => /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/.test(text);
