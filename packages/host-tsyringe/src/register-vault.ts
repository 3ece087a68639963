import { Vault } from '@chatelaine/vault';
import type { DependencyContainer } from 'tsyringe';

/**
 * Puts an open vault into a tsyringe container and its children, with the class `Vault` as its token.
 *
 * tsyringe resolves synchronously and disposes only of what it constructed. So the host opens the vault before and closes
 * it after: `container.dispose()` leaves it open.
 */
export function registerVault(container: DependencyContainer, vault: Vault): void {
  container.registerInstance(Vault, vault);
}
