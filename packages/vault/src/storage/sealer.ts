import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { VaultError, mixed } from '@chatelaine/core';
import type { BarrierBudget } from './barrier-budget.ts';
import { type BarrierKey, type Keyring, newestBarrier } from './keyring.ts';

const format = 1;
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
/** format(1) ‖ barrier id(4) ‖ salt(16) ‖ nonce(12). */
const prefixBytes = 1 + 4 + saltBytes + nonceBytes;

/** Length in bytes that sealing adds to a record. */
export const sealedOverheadBytes: number = prefixBytes + tagBytes;

/**
 * Seals records so that a store can neither read nor move nor change them: AES-256-GCM under HKDF-SHA-256(barrier key,
 * salt, info = kind ‖ path), with format, vault, locality, barrier, path and revision as associated data.
 * `docs/formats.md` specifies it byte by byte.
 */
export class Sealer {
  readonly #current: { readonly keyring: Keyring };
  readonly #budget: BarrierBudget | undefined;
  readonly #place: string;

  /**
   * @param current Has the keyring of the moment: its barrier keys may change.
   * @param budget Is told of each record that is sealed; absent for the first record of a vault, which is counted from the start.
   */
  constructor(current: { readonly keyring: Keyring }, budget?: BarrierBudget) {
    this.#current = current;
    this.#budget = budget;
    const { vaultId, region, domainId } = current.keyring;
    this.#place = `${vaultId}\0${region}\0${domainId}`;
  }

  /** True if the keyring has the barrier key that these bytes name. */
  knows(sealed: Uint8Array): boolean {
    return this.#barrierOf(sealed) !== undefined;
  }

  /** The id of the oldest key that records may still be sealed under. */
  get oldestBarrier(): number {
    return this.#current.keyring.barriers[0].id;
  }

  /** The id of the barrier key that records are sealed under now. */
  get newestBarrier(): number {
    return newestBarrier(this.#current.keyring).id;
  }

  /** Seals the content of the record that will have this path and revision. */
  seal(path: string, revision: number, content: Uint8Array): Uint8Array {
    const barrier = newestBarrier(this.#current.keyring);
    this.#budget?.take(barrier.id);
    const sealed = Buffer.alloc(prefixBytes + content.length + tagBytes);
    sealed.writeUInt8(format, 0);
    sealed.writeUInt32BE(barrier.id, 1);
    mixed(randomBytes(saltBytes + nonceBytes)).copy(sealed, 5);
    const key = deriveKey(barrier.key, sealed.subarray(5, 5 + saltBytes), path);
    const nonce = sealed.subarray(5 + saltBytes, prefixBytes);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(this.#associatedData(barrier.id, path, revision));
    cipher.update(content).copy(sealed, prefixBytes);
    cipher.final();
    cipher.getAuthTag().copy(sealed, prefixBytes + content.length);
    key.fill(0);
    return sealed;
  }

  /** @throws VaultError `StoreTampered` unless this vault sealed it for this path and revision. */
  open(path: string, revision: number, sealed: Uint8Array): Uint8Array {
    const view = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length);
    const barrier = this.#barrierOf(sealed);
    if (barrier === undefined) throw tampered(path);
    const key = deriveKey(barrier.key, view.subarray(5, 5 + saltBytes), path);
    const nonce = view.subarray(5 + saltBytes, prefixBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(this.#associatedData(barrier.id, path, revision));
    decipher.setAuthTag(view.subarray(view.length - tagBytes));
    const content = decipher.update(view.subarray(prefixBytes, view.length - tagBytes));
    try {
      decipher.final();
    } catch (cause) {
      content.fill(0);
      throw tampered(path, cause);
    } finally {
      key.fill(0);
    }
    return content;
  }

  #barrierOf(sealed: Uint8Array): BarrierKey | undefined {
    const barrierId = barrierIdOf(sealed);
    return this.#current.keyring.barriers.find(({ id }) => id === barrierId);
  }

  // Text parts end with a zero byte, which none of them can hold, so the encoding is injective.
  #associatedData(barrierId: number, path: string, revision: number): Buffer {
    return Buffer.from(`${format}\0${this.#place}\0${barrierId}\0${path}\0${revision}`, 'utf8');
  }
}

/** Which barrier key sealed bytes name; 0, which no barrier has, if they are no sealed record. */
export function barrierIdOf(sealed: Uint8Array): number {
  const view = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length);
  return view.length >= sealedOverheadBytes && view[0] === format ? view.readUInt32BE(1) : 0;
}

function deriveKey(barrierKey: Uint8Array, salt: Uint8Array, path: string): Buffer {
  const kind = path.slice(0, Math.max(path.indexOf('/'), 0)) || path;
  return Buffer.from(hkdfSync('sha256', barrierKey, salt, `chatelaine/v1/record\0${kind}\0${path}`, 32));
}

/** The error for a record that is not what the vault wrote at its place. */
export function tampered(path: string, cause?: unknown): VaultError {
  return new VaultError(
    'StoreTampered',
    `The record ${path} is not what this vault wrote there. Stop using the store, find out who changed it, and restore a backup.`,
    { cause },
  );
}
