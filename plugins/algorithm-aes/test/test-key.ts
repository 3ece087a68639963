import { hkdfSync, randomUUID } from 'node:crypto';
import { headerBytes, keyIdToBytes, type KeyId, type LoadContext, SecretBytes } from '@chatelaine/core';
import { Aes256 } from '../src/aes-256.ts';
import type { LoadedAesKey } from '../src/loaded-aes-key.ts';

const domain = Buffer.from('chatelaine/v1');

/** The header of a ciphertext: format 1, suite 1. */
export function headerOf(keyId: KeyId, purpose = 1, keyVersion = 1): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.set([1, 1, purpose]);
  header.set(keyIdToBytes(keyId) ?? [], 3);
  header.writeUInt32BE(keyVersion, 19);
  return new Uint8Array(header);
}

/** A key as a vault would hold it, which counts how often something is derived from it. */
export class TestKey {
  readonly keyId: KeyId = randomUUID() as KeyId;
  readonly header: Uint8Array = headerOf(this.keyId);
  readonly material: Uint8Array;
  derivations = 0;

  constructor(material: Uint8Array = new Uint8Array(32).fill(0x42)) {
    this.material = material;
  }

  readonly derive: LoadContext['derive'] = (header, salt, length) => {
    this.derivations += 1;
    return new Uint8Array(hkdfSync('sha256', this.material, salt, Buffer.concat([domain, header]), length));
  };

  load(algorithm: Aes256): LoadedAesKey {
    const { keyId, derive } = this;
    return algorithm.load(SecretBytes.take(new Uint8Array(this.material)), { keyId, keyVersion: 1, derive });
  }
}

/** AES_256 with a clock that stands still until it is set. */
export function aesAt(clock: { now: number } = { now: 0 }, derivedKeyLimit = 4_096): Aes256 {
  return new Aes256(derivedKeyLimit, () => clock.now);
}

/** The parts of a ciphertext as the format has them. */
export function partsOf(ciphertext: Uint8Array): Readonly<Record<'salt' | 'commitment' | 'nonce', string>> {
  const hex = (start: number, end: number): string => Buffer.from(ciphertext.subarray(start, end)).toString('hex');
  return { salt: hex(23, 39), commitment: hex(39, 71), nonce: hex(71, 83) };
}

/** An encryption context in canonical form. */
export const context: Uint8Array = new Uint8Array([0, 0]);
