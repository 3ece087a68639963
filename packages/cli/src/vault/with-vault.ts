import type { CallerOperations } from '@chatelaine/core';
import type { Vault } from '@chatelaine/vault';
import type { Configuration } from '../configuration/configuration.ts';
import type { Invocation } from '../program/invocation.ts';
import { principalOf } from './principal.ts';

/** Opens the vault of the configuration, lends it to `work` and closes it, whatever happens. */
export async function withVault<Result>(
  invocation: Invocation,
  work: (vault: Vault) => Promise<Result>,
): Promise<Result> {
  const { readConfiguration } = await import('../configuration/read-configuration.ts');
  return withConfiguredVault(await readConfiguration(invocation), invocation, work);
}

/** The same for a configuration that was read. */
export async function withConfiguredVault<Result>(
  configuration: Configuration,
  { surroundings }: Invocation,
  work: (vault: Vault) => Promise<Result>,
): Promise<Result> {
  const { openConfiguredVault } = await import('./open-configured-vault.ts');
  const vault = await openConfiguredVault(configuration, surroundings);
  let result: Result;
  try {
    result = await work(vault);
  } catch (error) {
    // The first failure is the one to tell.
    await vault.close().catch(() => undefined);
    throw error;
  }
  await vault.close();
  return result;
}

/** The same for the operations of the principal that the invocation names. */
export async function withCaller<Result>(
  invocation: Invocation,
  work: (operations: CallerOperations) => Promise<Result>,
): Promise<Result> {
  const principal = principalOf(invocation);
  return withVault(invocation, (vault) => work(vault.as(principal)));
}
