export type { EnvironmentOptions } from './environment.ts';
export type { KeyFileOptions } from './key-file.ts';
export { localRootKey, type LocalRootKeyRegistrations } from './local-root-key.ts';
export type { PassphraseOptions, PassphraseOrigin } from './passphrase-options.ts';
export type { ScryptCost } from './scrypt-cost.ts';
