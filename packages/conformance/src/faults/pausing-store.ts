import type { KeyStore, StoreChange } from '@chatelaine/core';
import { StoreDecorator } from './store-decorator.ts';

/** Where a commit is held: before the store behind sees it, or after it is done and before the caller is told. */
export type PausePoint = 'before' | 'after';

interface Held {
  readonly letGo: () => void;
}

/** A store whose commits stop and go as a test says, to build any interleaving. */
export class PausingStore extends StoreDecorator {
  readonly #points = new Set<PausePoint>();
  readonly #held: Held[] = [];
  readonly #waiting: { readonly count: number; readonly met: () => void }[] = [];

  /** From now on every commit is held at `point`. */
  hold(point: PausePoint): void {
    this.#points.add(point);
  }

  /** Resolves when `count` commits are held, at once if they are. */
  untilHeld(count: number): Promise<void> {
    return new Promise((met) => {
      this.#waiting.push({ count, met });
      this.#tell();
    });
  }

  /** Lets the commit go that is held longest. Later ones are still held. */
  step(): void {
    this.#held.shift()?.letGo();
  }

  /** Lets all go and holds none any more. */
  release(): void {
    this.#points.clear();
    for (const held of this.#held.splice(0)) held.letGo();
  }

  override async commit(changes: readonly StoreChange[]): Promise<void> {
    await this.#pause('before');
    try {
      await super.commit(changes);
    } finally {
      await this.#pause('after');
    }
  }

  async #pause(point: PausePoint): Promise<void> {
    if (!this.#points.has(point)) return;
    await new Promise<void>((letGo) => {
      this.#held.push({ letGo });
      this.#tell();
    });
  }

  #tell(): void {
    for (const waiter of this.#waiting.splice(0)) {
      if (this.#held.length >= waiter.count) waiter.met();
      else this.#waiting.push(waiter);
    }
  }
}

/** A store that holds no commit until it is told to. */
export function pausingStore(store: KeyStore): PausingStore {
  return new PausingStore(store);
}
