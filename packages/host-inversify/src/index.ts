export { vaultModule } from './vault-module.ts';
