export { openTestVault, type TestVaultOptions } from './open-test-vault.ts';
export type { Decide } from './test-authorizer.ts';
