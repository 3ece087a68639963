import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyStore } from '@chatelaine/core';
import type { KeyStoreSubject } from '@chatelaine/conformance/key-store';
import { LevelKeyStore } from '../src/index.ts';

/** Directories that are gone when the tests are. */
export class TemporaryDirectories {
  readonly #made: string[] = [];

  async make(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'chatelaine-level-'));
    this.#made.push(directory);
    return directory;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#made.map((directory) => rm(directory, { recursive: true, force: true })));
  }
}

/** Level stores in directories of their own. */
export function levelSubject(directories: TemporaryDirectories): KeyStoreSubject {
  const directoryOf = new WeakMap<KeyStore, string>();
  const openIn = async (directory: string): Promise<KeyStore> => {
    const store = await LevelKeyStore.open(directory);
    directoryOf.set(store, directory);
    return store;
  };
  return {
    features: { durable: true, shared: false },
    open: async () => openIn(await directories.make()),
    reopen: async (store) => {
      await store.close();
      return openIn(directoryOf.get(store) ?? '');
    },
  };
}
