import { webcrypto } from 'node:crypto';
import type { KeyId } from '@chatelaine/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aesAt, headerOf, TestKey } from './test-key.ts';

const { subtle } = webcrypto;

type Bytes = Uint8Array<ArrayBuffer>;

const bytes = (...parts: readonly Uint8Array[]): Bytes => new Uint8Array(Buffer.concat(parts));
const hex = (text: string): Bytes => bytes(Buffer.from(text, 'hex'));

/** A second implementation of suite 1, on WebCrypto and the text of the format alone. */
async function derived(material: Uint8Array, header: Uint8Array, salt: Uint8Array) {
  const ikm = await subtle.importKey('raw', bytes(material), 'HKDF', false, ['deriveBits']);
  const info = bytes(Buffer.from('chatelaine/v1'), header);
  const bits = await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: bytes(salt), info }, ikm, 512);
  const key = await subtle.importKey('raw', bits.slice(0, 32), 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { key, commitment: new Uint8Array(bits.slice(32)) };
}

interface Parts {
  readonly material: Uint8Array;
  readonly header: Uint8Array;
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  readonly context: Uint8Array;
  readonly plaintext: Uint8Array;
  /** A commitment that is authenticated in place of the right one. */
  readonly commitment?: Uint8Array;
}

async function sealedBySecond(parts: Parts): Promise<Bytes> {
  const { material, header, salt, nonce, context, plaintext } = parts;
  const { key, commitment } = await derived(material, header, salt);
  const head = bytes(header, salt, parts.commitment ?? commitment, nonce);
  const parameters = { name: 'AES-GCM', iv: bytes(nonce), additionalData: bytes(head, context), tagLength: 128 };
  return bytes(head, new Uint8Array(await subtle.encrypt(parameters, key, bytes(plaintext))));
}

async function openedBySecond(material: Uint8Array, ciphertext: Uint8Array, context: Uint8Array): Promise<Bytes> {
  const [header, salt, commitment] = [ciphertext.slice(0, 23), ciphertext.slice(23, 39), ciphertext.slice(39, 71)];
  const expected = await derived(material, header, salt);
  expect(commitment).toEqual(expected.commitment);
  const additionalData = bytes(ciphertext.subarray(0, 83), context);
  const parameters = { name: 'AES-GCM', iv: bytes(ciphertext.subarray(71, 83)), additionalData, tagLength: 128 };
  return new Uint8Array(await subtle.decrypt(parameters, expected.key, bytes(ciphertext.subarray(83))));
}

/** Made once with Python: `HKDF` and `AESGCM` of the package cryptography 48.0.0. */
const known = {
  material: hex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'),
  header: headerOf('0d0466b0-e727-4d9c-b35d-f84bb474a37f' as KeyId),
  salt: hex('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf'),
  nonce: hex('c0c1c2c3c4c5c6c7c8c9cacb'),
  context: hex('0001000674656e616e740004742d3137'),
  plaintext: bytes(Buffer.from("the keeper of a castle's keys")),
  ciphertext: hex(
    '0101010d0466b0e7274d9cb35df84bb474a37f00000001' +
      'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf' +
      '833c78114f115d3537f78f7559540fef31c377bfc3b4167986ec2d35ea6feecb' +
      'c0c1c2c3c4c5c6c7c8c9cacb' +
      'a4b2528da2fefd3dabca621d8268a5a2ab22cec5e112c92682ff62f738' +
      '999cece0afaddfef96b45aa49708358d',
  ),
};

describe('a ciphertext of AES_256', () => {
  test('of known parts is the known one, to a second implementation', async () => {
    expect(await sealedBySecond(known)).toEqual(known.ciphertext);
  });

  test('that is known opens', () => {
    const { material, context, plaintext, ciphertext } = known;
    expect(new TestKey(material).load(aesAt()).open(ciphertext, context)).toEqual(plaintext);
  });

  const parts = {
    material: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    purpose: fc.integer({ min: 1, max: 4 }),
    keyVersion: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    salt: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    nonce: fc.uint8Array({ minLength: 12, maxLength: 12 }),
    context: fc.uint8Array({ minLength: 2, maxLength: 200 }),
    plaintext: fc.uint8Array({ maxLength: 300 }),
  };

  test('that a second implementation seals opens here', async () => {
    const property = fc.asyncProperty(fc.record(parts), async (given) => {
      const key = new TestKey(given.material);
      const header = headerOf(key.keyId, given.purpose, given.keyVersion);
      const ciphertext = await sealedBySecond({ ...given, header });
      expect(key.load(aesAt()).open(ciphertext, given.context)).toEqual(bytes(given.plaintext));
    });
    await fc.assert(property, { numRuns: 50 });
  });

  test('opens with a second implementation', async () => {
    const property = fc.asyncProperty(fc.record(parts), async (given) => {
      const key = new TestKey(given.material);
      const header = headerOf(key.keyId, given.purpose, given.keyVersion);
      const ciphertext = key.load(aesAt()).seal(header, given.context, given.plaintext);
      expect(ciphertext.length).toBe(99 + given.plaintext.length);
      expect(await openedBySecond(given.material, ciphertext, given.context)).toEqual(bytes(given.plaintext));
    });
    await fc.assert(property, { numRuns: 50 });
  });

  test('whose tag fits is refused if it commits to another key, before and after the key is known', async () => {
    const { material, context, plaintext, ciphertext } = known;
    const commitment = ciphertext.slice(39, 71);
    for (const position of [0, 15, 31]) {
      const wrong = commitment.map((byte, index) => (index === position ? byte ^ 0x80 : byte));
      const forged = await sealedBySecond({ ...known, commitment: wrong });
      const loaded = new TestKey(material).load(aesAt());
      expect(loaded.open(forged, context)).toBeUndefined();
      expect(loaded.open(ciphertext, context)).toEqual(plaintext);
      expect(loaded.open(forged, context)).toBeUndefined();
      const another = await sealedBySecond({ ...known, salt: new Uint8Array(16).fill(position) });
      expect(loaded.open(another, context)).toEqual(plaintext);
      expect(loaded.open(forged, context)).toBeUndefined();
    }
  });

  test('of another suite is refused, even if all else is as in suite 1', async () => {
    const { material, context } = known;
    for (const suite of [0, 2, 255]) {
      const header = known.header.map((byte, index) => (index === 1 ? suite : byte));
      const foreign = await sealedBySecond({ ...known, header });
      expect(new TestKey(material).load(aesAt()).open(foreign, context)).toBeUndefined();
    }
  });
});
