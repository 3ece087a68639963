import { Vault } from '@chatelaine/vault';
import { ContainerModule } from 'inversify';

/**
 * Puts a vault into an Inversify container, as a singleton with the class `Vault` as its identifier.
 *
 * The vault is opened when it is first resolved, which takes `await container.getAsync(…)`, also for services that
 * depend on it; afterwards `container.get(…)` gives it too. The container owns it: `unbindAllAsync()`, `unbindAsync(Vault)` and
 * `unloadAsync(module)` close it and wait until it is closed. Their forms without `Async` fail after closing has begun.
 *
 * @param open Opens the vault, and does what has to be done before anyone gets it, such as activating a policy. If it
 * fails, so does every resolution in this container: to try again, load the module into a new one.
 */
export function vaultModule(open: () => Vault | Promise<Vault>): ContainerModule {
  return new ContainerModule(({ bind }) => {
    // At the binding: Inversify does not wait for a deactivation that is registered for the identifier.
    bind(Vault)
      .toDynamicValue(open)
      .inSingletonScope()
      .onDeactivation((vault) => vault.close());
  });
}
