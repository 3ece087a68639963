import { VaultError } from '@chatelaine/core';
import type { Committer } from './committer.ts';
import type { CurrentKeyring } from './current-keyring.ts';
import type { Epoch } from './epoch.ts';
import { type Keyring, newestBarrier, wipeKeyring, withNewBarrier, withoutBarriersBefore } from './keyring.ts';
import type { Resealer } from './resealer.ts';

/** How often a change of the keyring is tried that conflicts with commits of other processes. */
const mostAttempts = 50;

/** What a rotation works with. */
export interface BarrierRotationParts {
  readonly keyring: CurrentKeyring;
  /** Wraps a keyring under the root key. */
  readonly wrap: (keyring: Keyring) => Promise<Uint8Array>;
  readonly committer: Committer;
  readonly epoch: Epoch;
  readonly resealer: Resealer;
}

/**
 * Rotates what records are sealed under: adds a barrier key to the keyring, under which everything is sealed from then on;
 * seals again what is under the others; drops these. A keyring of several barrier keys is a rotation that has not ended, and any
 * process that shares the store may end it.
 */
export class BarrierRotation {
  readonly #parts: BarrierRotationParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: BarrierRotationParts) {
    this.#parts = parts;
  }

  /**
   * Begins a rotation and ends it. Gives how many records were sealed again.
   *
   * @throws VaultError `RootKeyUnavailable`, `VaultClosed`, what the store throws. The rotation stays begun and can be ended.
   */
  rotate(): Promise<number> {
    return this.#inTurn(async () => this.#end(await this.#begin()));
  }

  /** Ends a rotation that was interrupted; 0 if there is none. */
  finish(): Promise<number> {
    return this.#inTurn(() => this.#end(newestBarrier(this.#keyring).id));
  }

  get #keyring(): Keyring {
    return this.#parts.keyring.keyring;
  }

  // A rotation ends what was sealed before it began, so one that is asked for later is another one.
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Gives the id of the barrier key that everything is sealed under from now on. */
  async #begin(): Promise<number> {
    const before = newestBarrier(this.#keyring).id;
    // If another process is first, its barrier key serves as well: it is newer than this call.
    await this.#change(withNewBarrier, ({ barriers }) => barriers.some(({ id }) => id > before));
    return newestBarrier(this.#keyring).id;
  }

  async #end(barrier: number): Promise<number> {
    if (this.#keyring.barriers[0].id >= barrier) return 0;
    const sealed = await this.#parts.resealer.sealAgainBefore(barrier);
    await this.#change(
      (keyring) => withoutBarriersBefore(keyring, barrier),
      ({ barriers: [oldest] }) => oldest.id >= barrier,
    );
    return sealed;
  }

  async #change(change: (keyring: Keyring) => Keyring, isDone: (keyring: Keyring) => boolean): Promise<void> {
    const { committer, epoch, wrap, keyring: current } = this.#parts;
    for (let attempt = 1; ; attempt += 1) {
      await epoch.ensureFresh();
      if (isDone(this.#keyring)) return;
      const { revision: previous } = current;
      const keyring = change(this.#keyring);
      try {
        await committer.replaceKeyring({ keyring, wrapped: await wrap(keyring), previous });
        return;
      } catch (error) {
        wipeKeyring(keyring, this.#keyring);
        if (!VaultError.is(error, 'Conflict') || attempt === mostAttempts) throw error;
      }
    }
  }
}
