import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Factory, OptionsResult, PluginHost, RootKey, RootKeyContext } from '@chatelaine/core';
import { localRootKey } from '../src/index.ts';

type AnyFactory = Factory<unknown, RootKey, RootKeyContext>;

/** What the plugin registers with a host. */
async function registered(): Promise<ReadonlyMap<string, AnyFactory>> {
  const factories = new Map<string, AnyFactory>();
  const host = { rootKey: (name: string, factory: AnyFactory) => factories.set(name, factory) };
  await localRootKey().setup(host as unknown as PluginHost);
  return factories;
}

async function factoryOf(name: string): Promise<AnyFactory> {
  const factory = (await registered()).get(name);
  if (factory === undefined) throw new Error(`${name} is not registered`);
  return factory;
}

/** What the schema of `name` says to options. */
export async function validate(name: string, options: unknown): Promise<OptionsResult<unknown>> {
  return (await factoryOf(name)).options['~standard'].validate(options);
}

/** Opens a root key as a vault does: options through the schema first. */
export async function openRootKey(
  name: string,
  options: unknown,
  context: { readonly baseDirectory?: string; readonly newVault?: boolean } = {},
): Promise<RootKey> {
  const factory = await factoryOf(name);
  const result = await factory.options['~standard'].validate(options);
  if (result.issues !== undefined) throw new Error(result.issues.map(({ message }) => message).join('; '));
  const { baseDirectory = '/nowhere', newVault = false } = context;
  return factory.open(result.value, { region: 'eu', domainId: 'd1', baseDirectory, newVault });
}

/** A new directory, and what removes it. */
export function scratchDirectory(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'chatelaine-root-key-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
