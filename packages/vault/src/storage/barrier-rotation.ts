import type { BarrierBudget } from './barrier-budget.ts';
import type { CurrentKeyring } from './current-keyring.ts';
import type { Epoch } from './epoch.ts';
import { type Keyring, newestBarrier, withNewBarrier, withoutBarriersBefore } from './keyring.ts';
import type { KeyringWriter } from './keyring-writer.ts';
import type { Resealer } from './resealer.ts';

/** What a rotation works with. */
export interface BarrierRotationParts {
  readonly keyring: CurrentKeyring;
  /** Wraps a keyring under the root key. */
  readonly wrap: (keyring: Keyring) => Promise<Uint8Array>;
  readonly writer: KeyringWriter;
  readonly epoch: Epoch;
  readonly budget: BarrierBudget;
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
  #underWay = 0;

  constructor(parts: BarrierRotationParts) {
    this.#parts = parts;
  }

  /**
   * Begins a rotation and ends it. Gives how many records were sealed again.
   *
   * @throws VaultError `BarrierKeyExhausted`: nothing was begun. `RootKeyUnavailable`, `VaultClosed`, what the store throws: what was begun
   * can be ended.
   */
  rotate(): Promise<number> {
    return this.#inTurn(async () => {
      await this.#requireRoom();
      return this.#end(await this.#begin());
    });
  }

  /**
   * What there is to do without being asked, as far as this process knows and is not about it: a rotation, because the newest barrier key
   * has sealed what it is meant for; or the end of one that was interrupted, or that another process is about.
   */
  get due(): 'rotation' | 'end' | undefined {
    if (this.#underWay > 0) return undefined;
    return this.#due();
  }

  /** True if nothing can be sealed before a rotation. */
  get isExhausted(): boolean {
    return this.#parts.budget.isExhausted(this.#parts.epoch.state.sealed);
  }

  /** The id of the barrier key that records are sealed under. */
  get newestBarrier(): number {
    return newestBarrier(this.#keyring).id;
  }

  /** Does what is due and gives how many records were sealed again; `undefined` if it was left to do for nobody. */
  rotateDue(): Promise<number | undefined> {
    return this.#inTurn(async () => {
      const due = this.#due();
      if (due === undefined) return undefined;
      if (due === 'end') return this.#end(this.newestBarrier);
      await this.#requireRoom();
      const { newestBarrier: before } = this;
      const isOurs = await this.#change(withNewBarrier, () => this.newestBarrier > before);
      // Whoever was first ends it, too.
      return isOurs ? this.#end(this.newestBarrier) : undefined;
    });
  }

  get #keyring(): Keyring {
    return this.#parts.keyring.keyring;
  }

  #due(): 'rotation' | 'end' | undefined {
    if (this.#parts.budget.isDue(this.#parts.epoch.state.sealed)) return 'rotation';
    return this.#keyring.barriers.length > 1 ? 'end' : undefined;
  }

  async #requireRoom(): Promise<void> {
    const { budget, resealer } = this.#parts;
    budget.requireRoomFor(await resealer.count());
  }

  // A rotation ends what was sealed before it began, so one that is asked for later is another one.
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#underWay += 1;
    const result = this.#last.then(work).finally(() => {
      this.#underWay -= 1;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Gives the id of the barrier key that everything is sealed under from now on. */
  async #begin(): Promise<number> {
    const { newestBarrier: before } = this;
    // If another process is first, its barrier key serves as well: it is newer than this call.
    await this.#change(withNewBarrier, ({ barriers }) => barriers.some(({ id }) => id > before));
    return this.newestBarrier;
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

  /** False if another process has done it. */
  #change(change: (keyring: Keyring) => Keyring, isDone: (keyring: Keyring) => boolean): Promise<boolean> {
    const { writer, wrap } = this.#parts;
    return writer.write({ change, isDone, wrap });
  }
}
