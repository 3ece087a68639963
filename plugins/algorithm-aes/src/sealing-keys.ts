import { randomBytes } from 'node:crypto';
import { headerBytes, VaultError, type LoadContext, mixed } from '@chatelaine/core';
import { AssociatedData } from './associated-data.ts';
import { deriveKey, type DerivedKey } from './derived-key.ts';
import { purposeOffset, saltBytes, suite, suiteOffset } from './layout.ts';

/** Messages under one salt, at most: keeps the chance that two of them share a nonce below 2^-65. */
const messagesPerSalt = 2 ** 16;
/** Milliseconds for which a salt is used, at most. */
const saltLifetime = 3_600_000;

/** A derived key that seals, and how much of it is used up. */
export interface SealingKey {
  readonly derived: DerivedKey;
  /** Holds header ‖ salt ‖ commitment; each message puts its nonce and context there. */
  readonly associatedData: AssociatedData;
  /** Milliseconds by the monotonic clock. */
  readonly drawnAt: number;
  messages: number;
}

/** The keys under which one loaded key seals now: one for each purpose, each from a random salt of its own. */
export class SealingKeys {
  readonly #derive: LoadContext['derive'];
  readonly #clock: () => number;
  readonly #byPurpose: (SealingKey | undefined)[] = [];

  constructor(derive: LoadContext['derive'], clock: () => number) {
    this.#derive = derive;
    this.#clock = clock;
  }

  /** The key for the next message with `header`, counted as used. */
  next(header: Uint8Array): SealingKey {
    const purpose = header[purposeOffset] ?? 0;
    const current = this.#byPurpose[purpose];
    if (
      current !== undefined &&
      current.messages < messagesPerSalt &&
      this.#clock() - current.drawnAt < saltLifetime &&
      beginsWith(current.derived.prefix, header)
    ) {
      current.messages += 1;
      return current;
    }
    if (header.length !== headerBytes || header[suiteOffset] !== suite) {
      throw new VaultError('Internal', 'AES_256 was asked to seal under a header that is not of its suite.');
    }
    const derived = deriveKey(this.#derive, header, mixed(randomBytes(saltBytes)));
    const associatedData = new AssociatedData();
    associatedData.prefix.set(derived.prefix);
    const next = { derived, associatedData, drawnAt: this.#clock(), messages: 1 };
    this.#byPurpose[purpose] = next;
    return next;
  }

  /** Forgets the salts and their keys. */
  drop(): void {
    this.#byPurpose.length = 0;
  }
}

function beginsWith(prefix: Uint8Array, header: Uint8Array): boolean {
  if (header.length !== headerBytes) return false;
  for (let index = 0; index < headerBytes; index += 1) {
    if (prefix[index] !== header[index]) return false;
  }
  return true;
}
