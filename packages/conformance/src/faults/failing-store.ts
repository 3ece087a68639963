import type { KeyStore, LiveRecord, StoreChange, StoreRecord } from '@chatelaine/core';
import { StoreDecorator } from './store-decorator.ts';

/** A call that a failing store was given. */
export type StoreCall =
  | { readonly method: 'get'; readonly path: string }
  | { readonly method: 'commit'; readonly changes: readonly StoreChange[] }
  | { readonly method: 'list'; readonly prefix: string };

/** How a call fails. */
export interface StoreFault {
  /** What the call rejects with. */
  readonly error: Error;
  /** True: the store behind does what was asked, only the answer is lost. */
  readonly done?: boolean;
}

/** Decides on each call whether it fails: `undefined` lets it pass. */
export type FaultPlan = (call: StoreCall) => StoreFault | undefined;

class FailingStore extends StoreDecorator {
  readonly #plan: FaultPlan;

  constructor(store: KeyStore, plan: FaultPlan) {
    super(store);
    this.#plan = plan;
  }

  override get(path: string): Promise<StoreRecord | undefined> {
    return this.#call({ method: 'get', path }, () => super.get(path));
  }

  override commit(changes: readonly StoreChange[]): Promise<void> {
    return this.#call({ method: 'commit', changes }, () => super.commit(changes));
  }

  override list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    return this.#call({ method: 'list', prefix }, () => super.list(prefix, after, limit));
  }

  async #call<Result>(call: StoreCall, run: () => Promise<Result>): Promise<Result> {
    const fault = this.#plan(call);
    if (fault === undefined) return run();
    if (fault.done === true) await run();
    throw fault.error;
  }
}

/**
 * A store that fails as planned.
 *
 * ```ts
 * failingStore(store, ({ method }) =>
 *   method === 'commit' ? { error: new VaultError('OutcomeUnknown', '…'), done: true } : undefined);
 * ```
 */
export function failingStore(store: KeyStore, plan: FaultPlan): KeyStore {
  return new FailingStore(store, plan);
}
