import { inspect } from 'node:util';
import { VaultError } from '@chatelaine/core';
import type { KeyStore } from '@chatelaine/core';
import { seen } from '../key-store/expectations.ts';
import type { KeyStoreSubject } from '../key-store/subject.ts';
import type { StoreOperation } from './store-operation.ts';

/** A store of a cross-check, which may become another object when it is opened again. */
export class Contestant {
  readonly name: string;
  readonly #reopen: KeyStoreSubject['reopen'];
  #store: KeyStore;

  constructor(name: string, store: KeyStore, reopen: KeyStoreSubject['reopen']) {
    this.name = name;
    this.#store = store;
    this.#reopen = reopen;
  }

  async revision(path: string): Promise<number> {
    return (await this.#store.get(path))?.revision ?? 0;
  }

  /** What the operation gave, in a form to compare. */
  async outcome(operation: StoreOperation): Promise<unknown> {
    try {
      return await this.#run(operation);
    } catch (error) {
      return { threw: VaultError.is(error) ? error.code : inspect(error) };
    }
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  async #run(operation: StoreOperation): Promise<unknown> {
    switch (operation.kind) {
      case 'get':
        return seen(await this.#store.get(operation.path));
      case 'list':
        return (await this.#store.list(operation.prefix, operation.after, operation.limit)).map(seen);
      case 'commit':
        await this.#store.commit(operation.changes);
        return Promise.all(operation.changes.map(async ({ path }) => seen(await this.#store.get(path))));
      case 'reopen':
        if (this.#reopen !== undefined) this.#store = await this.#reopen(this.#store);
        return undefined;
    }
  }
}
