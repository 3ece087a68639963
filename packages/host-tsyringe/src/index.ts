export { registerVault } from './register-vault.ts';
