import { createSecretKey, hkdfSync } from 'node:crypto';
import {
  type Algorithm,
  type KeyId,
  type KeyVersion,
  type LoadedKey,
  type SecretBytes,
  VaultError,
} from '@chatelaine/core';
import { makeHeader } from '../ciphertext/header.ts';
import { type Purpose, purposes } from '../ciphertext/purpose.ts';
import { isPromise } from '../pipeline/after.ts';
import type { VersionUses } from '../uses/version-uses.ts';

/** One version of a key, ready for use, with the headers of the ciphertexts that it makes. */
export class LoadedVersion {
  readonly version: KeyVersion;
  readonly suites: readonly number[];
  readonly key: LoadedKey;
  /** How often it has encrypted. */
  readonly uses: VersionUses;
  readonly #headers: readonly (Uint8Array | undefined)[];
  #running = 0;
  #retired = false;
  #disposed = false;

  private constructor(
    version: KeyVersion,
    suites: readonly number[],
    key: LoadedKey,
    uses: VersionUses,
    headers: readonly (Uint8Array | undefined)[],
  ) {
    this.version = version;
    this.suites = suites;
    this.key = key;
    this.uses = uses;
    uses.hold();
    this.#headers = headers;
  }

  /** Has the algorithm load canonical material, which is disposed afterwards. */
  static async load(
    algorithm: Algorithm,
    keyId: KeyId,
    version: KeyVersion,
    material: SecretBytes,
    uses: VersionUses,
  ): Promise<LoadedVersion> {
    const secret = material.use((bytes) => createSecretKey(bytes));
    const derive = (header: Uint8Array, salt: Uint8Array, length: number): Uint8Array => {
      return Buffer.from(hkdfSync('sha256', secret, salt, Buffer.concat([derivationLabel, header]), length));
    };
    try {
      const key = await algorithm.load(material, { keyId, keyVersion: version, derive });
      const headers: (Uint8Array | undefined)[] = [];
      const [suite] = algorithm.suites;
      if (suite !== undefined) {
        for (const purpose of Object.values(purposes)) headers[purpose] = makeHeader(suite, purpose, keyId, version);
      }
      return new LoadedVersion(version, algorithm.suites, key, uses, headers);
    } finally {
      material.dispose();
    }
  }

  /** The header of new ciphertexts for this purpose. */
  header(purpose: Purpose): Uint8Array {
    const header = this.#headers[purpose];
    if (header === undefined) throw new VaultError('Internal', 'A key without a suite was asked for a ciphertext.');
    return header;
  }

  /** Passes a result on and keeps the key alive until it is there. */
  whileRunning<Result>(result: Result | Promise<Result>): Result | Promise<Result> {
    return isPromise(result) ? this.#whileWaiting(result) : result;
  }

  /**
   * Disposes the key when the last operation that uses it has ended. One that was just handed the key uses it within
   * the same turn of the event loop, so the next turn is soon enough.
   */
  retire(): void {
    this.#retired = true;
    setImmediate(() => this.#disposeWhenIdle());
  }

  async #whileWaiting<Result>(result: Promise<Result>): Promise<Result> {
    this.#running += 1;
    try {
      return await result;
    } finally {
      this.#running -= 1;
      this.#disposeWhenIdle();
    }
  }

  #disposeWhenIdle(): void {
    if (!this.#retired || this.#disposed || this.#running > 0) return;
    this.#disposed = true;
    this.uses.release();
    this.key.dispose();
  }
}

const derivationLabel = Buffer.from('chatelaine/v1', 'latin1');
