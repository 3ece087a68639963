/**
 * A bounded map that costs no more than a map: entries used since the last turn live in the young half, the others in the
 * old one; when the young half is full, the old one is dropped and the halves turn.
 */
export class GenerationCache<Key, Value> {
  readonly #half: number;
  readonly #dropped: (value: Value) => void;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();

  /** @param capacity The most entries, at least 2. @param dropped Called with each entry that leaves. */
  constructor(capacity: number, dropped: (value: Value) => void) {
    this.#half = Math.max(1, Math.floor(capacity / 2));
    this.#dropped = dropped;
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.#old.delete(key);
    this.#add(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    const before = this.#young.get(key) ?? this.#old.get(key);
    this.#old.delete(key);
    this.#add(key, value);
    if (before !== undefined && before !== value) this.#dropped(before);
  }

  delete(key: Key): void {
    const before = this.#young.get(key) ?? this.#old.get(key);
    this.#young.delete(key);
    this.#old.delete(key);
    if (before !== undefined) this.#dropped(before);
  }

  clear(): void {
    for (const half of [this.#young, this.#old]) {
      for (const value of half.values()) this.#dropped(value);
      half.clear();
    }
  }

  /** How many entries there are. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  #add(key: Key, value: Value): void {
    if (this.#young.size >= this.#half && !this.#young.has(key)) {
      for (const entry of this.#old.values()) this.#dropped(entry);
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
