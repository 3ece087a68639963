import { hkdfSync, randomUUID } from 'node:crypto';
import {
  firstKeyVersion,
  headerBytes,
  keyIdToBytes,
  SecretBytes,
  type Algorithm,
  type KeyId,
  type KeyVersion,
  type LoadContext,
  type LoadedKey,
} from '@chatelaine/core';
import { someMaterial } from './generated-material.ts';

type Derive = LoadContext['derive'];

const domain = Buffer.from('chatelaine/v1');

/** A key of the algorithm under test, held as a vault holds it. */
export class TestKey {
  /** A key with generated material. */
  static async make(algorithm: Algorithm): Promise<TestKey> {
    return new TestKey(algorithm, await someMaterial(algorithm));
  }

  readonly keyId: KeyId = randomUUID() as KeyId;
  readonly keyVersion: KeyVersion = firstKeyVersion;
  readonly #algorithm: Algorithm;
  readonly #bytes: Uint8Array;

  constructor(algorithm: Algorithm, material: Uint8Array) {
    this.#algorithm = algorithm;
    this.#bytes = material;
  }

  /** A key with other material. */
  async another(): Promise<TestKey> {
    return new TestKey(this.#algorithm, await someMaterial(this.#algorithm, this.#bytes));
  }

  /** The material, in a `SecretBytes` of its own each time. */
  material(): SecretBytes {
    return SecretBytes.take(new Uint8Array(this.#bytes));
  }

  /** HKDF-SHA-256 as `LoadContext.derive` promises it. */
  readonly derive: Derive = (header, salt, length) =>
    new Uint8Array(hkdfSync('sha256', this.#bytes, salt, Buffer.concat([domain, header]), length));

  /** Loads the key as a vault does: the material is disposed when the call is over. */
  async load(derive: Derive = this.derive): Promise<LoadedKey> {
    const material = this.material();
    try {
      return await this.#algorithm.load(material, { keyId: this.keyId, keyVersion: this.keyVersion, derive });
    } finally {
      material.dispose();
    }
  }

  /** format(1) ‖ suite(1) ‖ purpose(1) ‖ key id(16) ‖ key version(4). */
  header(purpose = 1, keyVersion: KeyVersion = this.keyVersion): Uint8Array {
    const header = Buffer.alloc(headerBytes);
    header.set([1, this.#algorithm.suites[0] ?? 0, purpose]);
    header.set(keyIdToBytes(this.keyId) ?? [], 3);
    header.writeUInt32BE(keyVersion, 19);
    return new Uint8Array(header);
  }
}
