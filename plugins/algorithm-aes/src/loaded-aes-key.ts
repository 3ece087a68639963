import { timingSafeEqual } from 'node:crypto';
import { headerBytes, type Aead, type LoadContext, type LoadedKey } from '@chatelaine/core';
import type { AssociatedData } from './associated-data.ts';
import { deriveKey, type DerivedKey } from './derived-key.ts';
import type { DerivedKeyCache, DerivedKeys } from './derived-key-cache.ts';
import { decrypt, encryptInto } from './gcm.ts';
import { headEnd, identityEnd, overhead, purposeOffset, suite, suiteOffset, tagBytes } from './layout.ts';
import type { NoncePool } from './nonce-pool.ts';
import { SealingKeys } from './sealing-keys.ts';

/** What the loaded keys of one vault have in common. */
export interface Shared {
  /** Of the message that is being opened: opening is synchronous, so one is enough. */
  readonly associatedData: AssociatedData;
  readonly nonces: NoncePool;
  readonly derivedKeys: DerivedKeyCache;
  /** Monotonic, in milliseconds. */
  readonly clock: () => number;
  readonly disposed: () => void;
}

const inline: Aead['execution'] = Object.freeze({ seal: 'inline', open: 'inline' });

/** A version of an AES_256 key that is ready for use. */
export class LoadedAesKey implements LoadedKey, Aead {
  readonly execution: Aead['execution'] = inline;
  readonly overheadBytes: number = overhead - headerBytes;
  readonly #derive: LoadContext['derive'];
  readonly #shared: Shared;
  readonly #sealing: SealingKeys;
  readonly #opening: DerivedKeys = new Map();
  /** What opened last, by purpose: each purpose has salts of its own. */
  readonly #lastOpened: (DerivedKey | undefined)[] = [];

  constructor(context: LoadContext, shared: Shared) {
    this.#derive = (header, salt, length) => context.derive(header, salt, length);
    this.#shared = shared;
    this.#sealing = new SealingKeys(this.#derive, shared.clock);
  }

  get aead(): Aead {
    return this;
  }

  seal(header: Uint8Array, context: Uint8Array, plaintext: Uint8Array): Uint8Array {
    const { derived, associatedData } = this.#sealing.next(header);
    this.#shared.nonces.moveTo(associatedData.nonceWords);
    const sealed = new Uint8Array(overhead + plaintext.length);
    sealed.set(associatedData.head);
    encryptInto(sealed, headEnd, derived.key, associatedData.nonce, associatedData.with(context), plaintext);
    return sealed;
  }

  open(ciphertext: Uint8Array, context: Uint8Array): Uint8Array | undefined {
    if (ciphertext.length < overhead || ciphertext[suiteOffset] !== suite) return undefined;
    const derived = this.#openingKey(ciphertext);
    if (derived === undefined) return undefined;
    const { associatedData } = this.#shared;
    const { buffer, byteOffset, length } = ciphertext;
    const end = length - tagBytes;
    return decrypt(
      derived.key,
      associatedData.nonce,
      associatedData.with(context),
      new Uint8Array(buffer, byteOffset + headEnd, end - headEnd),
      new Uint8Array(buffer, byteOffset + end, tagBytes),
    );
  }

  dispose(): void {
    this.#sealing.drop();
    this.#shared.derivedKeys.drop(this.#opening);
    this.#lastOpened.length = 0;
    this.#shared.disposed();
  }

  /**
   * The key of `ciphertext`, or `undefined` unless the ciphertext commits to it. Leaves its head in the associated data.
   */
  #openingKey(ciphertext: Uint8Array): DerivedKey | undefined {
    const { associatedData, derivedKeys } = this.#shared;
    const { head } = associatedData;
    for (let index = 0; index < headEnd; index += 1) head[index] = ciphertext[index] ?? 0;
    const purpose = head[purposeOffset] ?? 0;
    const last = this.#lastOpened[purpose];
    if (last !== undefined && sameSalt(last.prefix, head) && timingSafeEqual(last.prefix, associatedData.prefix)) {
      return last;
    }

    const identity = associatedData.identity();
    const cached = derivedKeys.get(this.#opening, identity);
    const derived =
      cached ??
      deriveKey(this.#derive, ciphertext.subarray(0, headerBytes), ciphertext.subarray(headerBytes, identityEnd));
    if (!timingSafeEqual(derived.prefix, associatedData.prefix)) return undefined;
    if (cached === undefined) derivedKeys.add(this.#opening, identity, derived);
    this.#lastOpened[purpose] = derived;
    return derived;
  }
}

/** Salts are public: this only spares the comparison in constant time where it can't succeed. */
function sameSalt(one: Uint8Array, other: Uint8Array): boolean {
  for (let index = headerBytes; index < identityEnd; index += 1) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}
