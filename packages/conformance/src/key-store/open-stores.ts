import assert from 'node:assert/strict';
import type { KeyStore } from '@chatelaine/core';
import type { KeyStoreSubject } from './subject.ts';

/** The stores that a check has open, so that none stays open when the check ends. */
export class OpenStores {
  readonly #subject: KeyStoreSubject;
  readonly #open = new Set<KeyStore>();

  constructor(subject: KeyStoreSubject) {
    this.#subject = subject;
  }

  /** A new, empty store. */
  async fresh(): Promise<KeyStore> {
    return this.#opened(await this.#subject.open());
  }

  /** The same bytes after a close. `store` is not to be used any more. */
  async reopened(store: KeyStore): Promise<KeyStore> {
    assert(this.#subject.reopen !== undefined, 'the subject says that it is durable, but has no reopen()');
    this.#open.delete(store);
    return this.#opened(await this.#subject.reopen(store));
  }

  /** The same bytes beside `store`. */
  async another(store: KeyStore): Promise<KeyStore> {
    assert(this.#subject.openAnother !== undefined, 'the subject says that it is shared, but has no openAnother()');
    return this.#opened(await this.#subject.openAnother(store));
  }

  async close(store: KeyStore): Promise<void> {
    this.#open.delete(store);
    await store.close();
  }

  async closeAll(): Promise<void> {
    const open = [...this.#open];
    this.#open.clear();
    await Promise.all(open.map((store) => store.close()));
  }

  #opened(store: KeyStore): KeyStore {
    assert(!this.#open.has(store), 'the subject opened a store that is open already, instead of a new one');
    this.#open.add(store);
    return store;
  }
}
