/** NOTIFY names. They carry a number at most; who hears one reads the database. */
export const SEALED_CHANNEL = 'chainward_sealed';
export const INBOX_CHANNEL = 'chainward_inbox';
