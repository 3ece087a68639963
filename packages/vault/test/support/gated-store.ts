import type { KeyStore, KeyStoreFeatures, LiveRecord, StoreChange, StoreRecord } from '@chatelaine/core';

/** Which moment of a read is held: before the store sees it, or when it has its answer. */
export type Moment = 'asked' | 'answered';

/** A store whose reads of chosen paths wait until a test lets them go. Commits pass. */
export class GatedStore implements KeyStore {
  readonly features: KeyStoreFeatures;
  readonly watch?: (changed: () => void) => () => void;
  readonly #store: KeyStore;
  #held: { readonly prefix: string; readonly moment: Moment } | undefined;
  #letGo: (() => void)[] = [];
  #arrived: (() => void)[] = [];

  constructor(store: KeyStore, features: Partial<KeyStoreFeatures> = {}) {
    this.#store = store;
    this.features = { ...store.features, ...features };
    if (store.watch !== undefined) this.watch = store.watch.bind(store);
  }

  /** From now on reads of paths that start with `prefix` wait. Resolves when the first one does. */
  hold(prefix: string, moment: Moment): Promise<void> {
    this.#held = { prefix, moment };
    return new Promise((resolve) => this.#arrived.push(resolve));
  }

  /** Lets reads pass that come from now on; those that wait go on waiting. */
  letPass(): void {
    this.#held = undefined;
  }

  /** Lets all reads go. */
  release(): void {
    this.#held = undefined;
    for (const letGo of this.#letGo.splice(0)) letGo();
  }

  async get(path: string): Promise<StoreRecord | undefined> {
    await this.#pass(path, 'asked');
    const record = await this.#store.get(path);
    await this.#pass(path, 'answered');
    return record;
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    await this.#pass(prefix, 'asked');
    const page = await this.#store.list(prefix, after, limit);
    await this.#pass(prefix, 'answered');
    return page;
  }

  commit(changes: readonly StoreChange[]): Promise<void> {
    return this.#store.commit(changes);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #pass(path: string, moment: Moment): Promise<void> {
    if (this.#held?.moment !== moment || !path.startsWith(this.#held.prefix)) return;
    await new Promise<void>((letGo) => {
      this.#letGo.push(letGo);
      for (const arrived of this.#arrived.splice(0)) arrived();
    });
  }
}
