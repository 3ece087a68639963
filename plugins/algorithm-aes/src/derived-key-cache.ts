import type { DerivedKey } from './derived-key.ts';

/** The verified derived keys of one loaded key, by header ‖ salt. */
export type DerivedKeys = Map<string, CachedKey>;

interface CachedKey {
  readonly derived: DerivedKey;
  readonly identity: string;
  readonly owner: DerivedKeys;
}

/**
 * Keeps the derived keys of all loaded keys within one limit; the one that was not used for longest goes first.
 * Only keys whose commitment was verified come in, so strangers' ciphertexts can't drive out those in use.
 */
export class DerivedKeyCache {
  readonly #limit: number;
  /** The least recently used first. */
  readonly #byUse: Set<CachedKey> = new Set();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#byUse.size;
  }

  get(owner: DerivedKeys, identity: string): DerivedKey | undefined {
    const cached = owner.get(identity);
    if (cached === undefined) return undefined;
    this.#byUse.delete(cached);
    this.#byUse.add(cached);
    return cached.derived;
  }

  add(owner: DerivedKeys, identity: string, derived: DerivedKey): void {
    const cached = { derived, identity, owner };
    owner.set(identity, cached);
    this.#byUse.add(cached);
    if (this.#byUse.size <= this.#limit) return;
    for (const oldest of this.#byUse) {
      this.#byUse.delete(oldest);
      oldest.owner.delete(oldest.identity);
      break;
    }
  }

  /** Forgets all keys of `owner`. */
  drop(owner: DerivedKeys): void {
    for (const cached of owner.values()) this.#byUse.delete(cached);
    owner.clear();
  }
}
