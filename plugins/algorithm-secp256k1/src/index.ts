export type { ProviderName } from './provider-choice.ts';
export { secp256k1, type Secp256k1Options } from './secp256k1.ts';
