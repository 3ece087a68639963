/** Where a value is kept until it is evicted. */
export interface CacheSlot<Value> {
  /** Absent once the slot was evicted, so that whoever holds the slot does not keep the value alive. */
  value: Value | undefined;
  used: boolean;
  readonly weight: number;
}

type FilledSlot<Value> = CacheSlot<Value> & { value: Value };

/**
 * Keeps what was used lately, up to a total weight. When it is full, the oldest entry goes that was not used since it
 * was last passed over (second chance), so that a hit costs no more than setting `used`.
 */
export class BoundedCache<Value> {
  readonly #capacity: number;
  readonly #weigh: (value: Value) => number;
  readonly #slots = new Map<string, FilledSlot<Value>>();
  #weight = 0;

  constructor(capacity: number, weigh: (value: Value) => number) {
    this.#capacity = capacity;
    this.#weigh = weigh;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** The slot of a name, filled by `make` if the name is new. The newest value is kept, however heavy it is. */
  slot(name: string, make: () => Value): FilledSlot<Value> {
    const found = this.#slots.get(name);
    if (found !== undefined) {
      found.used = true;
      return found;
    }
    const value = make();
    const weight = this.#weigh(value);
    while (this.#slots.size > 0 && this.#weight + weight > this.#capacity) this.#passOldest();
    const slot = { value, used: false, weight };
    this.#slots.set(name, slot);
    this.#weight += weight;
    return slot;
  }

  #passOldest(): void {
    for (const [name, slot] of this.#slots) {
      this.#slots.delete(name);
      if (slot.used) {
        slot.used = false;
        this.#slots.set(name, slot);
      } else {
        const evicted: CacheSlot<Value> = slot;
        evicted.value = undefined;
        this.#weight -= slot.weight;
      }
      return;
    }
  }
}
