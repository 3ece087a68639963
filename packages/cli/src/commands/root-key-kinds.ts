/** Where a new vault can take its root key from. */
export const rootKeyKinds = ['key-file', 'passphrase', 'environment'] as const;
export type RootKeyKind = (typeof rootKeyKinds)[number];
