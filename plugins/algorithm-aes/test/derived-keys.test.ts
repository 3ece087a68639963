import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DerivedKeyCache, type DerivedKeys } from '../src/derived-key-cache.ts';
import { aesAt, context, TestKey } from './test-key.ts';

const message = new Uint8Array([1, 2, 3]);

/** Ciphertexts under as many salts. */
function ciphertexts(key: TestKey, count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, () => key.load(aesAt()).seal(key.header, context, message));
}

function flipped(bytes: Uint8Array, position: number): Uint8Array {
  return bytes.map((byte, index) => (index === position ? byte ^ 1 : byte));
}

describe('a derived key of AES_256', () => {
  test('is derived once for all ciphertexts under its salt, and again in another loaded key', () => {
    const key = new TestKey();
    const sealing = key.load(aesAt());
    const sealed = Array.from({ length: 10 }, () => sealing.seal(key.header, context, message));
    key.derivations = 0;
    const algorithm = aesAt();
    const loaded = key.load(algorithm);
    for (const ciphertext of sealed) expect(loaded.open(ciphertext, context)).toEqual(message);
    expect(key.derivations).toBe(1);
    expect(key.load(algorithm).open(sealed[0] ?? message, context)).toEqual(message);
    expect(key.derivations).toBe(2);
  });

  test('is kept while others come between', () => {
    const key = new TestKey();
    const [one = message, two = message, three = message] = ciphertexts(key, 3);
    key.derivations = 0;
    const loaded = key.load(aesAt());
    for (const ciphertext of [one, two, one, three, two, one])
      expect(loaded.open(ciphertext, context)).toEqual(message);
    expect(key.derivations).toBe(3);
  });

  test('is not kept unless the ciphertext commits to it', () => {
    const key = new TestKey();
    const [sealed = message] = ciphertexts(key, 1);
    key.derivations = 0;
    const loaded = key.load(aesAt());
    for (const position of [39, 55, 70]) {
      expect(loaded.open(flipped(sealed, position), context)).toBeUndefined();
      expect(loaded.open(flipped(sealed, position), context)).toBeUndefined();
    }
    expect(key.derivations).toBe(6);
    expect(loaded.open(sealed, context)).toEqual(message);
    expect(loaded.open(sealed, context)).toEqual(message);
    expect(key.derivations).toBe(7);
  });

  test('does not open a ciphertext that commits to another key, once it is kept', () => {
    const key = new TestKey();
    const [sealed = message, other = message] = ciphertexts(key, 2);
    const loaded = key.load(aesAt());
    for (const opened of [sealed, other]) expect(loaded.open(opened, context)).toEqual(message);
    key.derivations = 0;
    for (const ciphertext of [sealed, other]) {
      for (const position of [39, 55, 70]) expect(loaded.open(flipped(ciphertext, position), context)).toBeUndefined();
    }
    expect(key.derivations).toBe(0);
  });

  test('is not driven out by ciphertexts with made-up salts', () => {
    const key = new TestKey();
    const [one = message, two = message] = ciphertexts(key, 2);
    const loaded = key.load(aesAt({ now: 0 }, 2));
    for (const opened of [one, two]) expect(loaded.open(opened, context)).toEqual(message);
    for (let attempt = 0; attempt < 100; attempt += 1) {
      expect(loaded.open(flipped(one, 23 + (attempt % 16)), context)).toBeUndefined();
    }
    key.derivations = 0;
    for (const opened of [one, two, one, two]) expect(loaded.open(opened, context)).toEqual(message);
    expect(key.derivations).toBe(0);
  });

  test('is driven out by the limit, the longest unused first', () => {
    const key = new TestKey();
    const [one = message, two = message, three = message, four = message] = ciphertexts(key, 4);
    const loaded = key.load(aesAt({ now: 0 }, 3));
    const open = (ciphertext: Uint8Array): number => {
      const before = key.derivations;
      expect(loaded.open(ciphertext, context)).toEqual(message);
      return key.derivations - before;
    };
    expect([one, two, three, one, four].map(open)).toEqual([1, 1, 1, 0, 1]);
    expect([one, three, four, two].map(open)).toEqual([0, 0, 0, 1]);
  });

  test('counts for the limit of all loaded keys together', () => {
    const [busy, quiet] = [new TestKey(), new TestKey()];
    const algorithm = aesAt({ now: 0 }, 2);
    const [first = message, second = message] = ciphertexts(quiet, 2);
    const loaded = quiet.load(algorithm);
    for (const opened of [first, second]) expect(loaded.open(opened, context)).toEqual(message);
    const other = busy.load(algorithm);
    for (const opened of ciphertexts(busy, 2)) expect(other.open(opened, context)).toEqual(message);
    quiet.derivations = 0;
    expect(loaded.open(first, context)).toEqual(message);
    expect(quiet.derivations).toBe(1);
  });

  test('of one key is none of another, even for the same header and salt', () => {
    const algorithm = aesAt();
    const [one, other] = [new TestKey(), new TestKey(new Uint8Array(32).fill(7))];
    const sealed = one.load(aesAt()).seal(one.header, context, message);
    expect(one.load(algorithm).open(sealed, context)).toEqual(message);
    expect(other.load(algorithm).open(sealed, context)).toBeUndefined();
  });

  test('is gone when its loaded key is disposed, and takes no other with it', () => {
    const [one, other] = [new TestKey(), new TestKey()];
    const algorithm = aesAt();
    const [sealed = message] = ciphertexts(one, 1);
    const [kept = message] = ciphertexts(other, 1);
    const [doomed, living] = [one.load(algorithm), other.load(algorithm)];
    expect(doomed.open(sealed, context)).toEqual(message);
    expect(living.open(kept, context)).toEqual(message);
    doomed.dispose();
    one.derivations = 0;
    other.derivations = 0;
    expect(doomed.open(sealed, context)).toEqual(message);
    expect(living.open(kept, context)).toEqual(message);
    expect([one.derivations, other.derivations]).toEqual([1, 0]);
  });

  test('leaves no bytes of its making', () => {
    const key = new TestKey();
    const given: Uint8Array[] = [];
    const derive: TestKey['derive'] = (...of) => {
      const derived = key.derive(...of);
      given.push(derived);
      return derived;
    };
    const { keyId, header } = key;
    const loaded = aesAt().load(aesAt().generate(), { keyId, keyVersion: 1, derive });
    const sealed = loaded.seal(header, context, message);
    loaded.open(sealed, context);
    loaded.open(flipped(sealed, 23), context);
    expect(given.map((bytes) => bytes.length)).toEqual([64, 64, 64]);
    expect(given.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
  });
});

describe('the cache of derived keys', () => {
  const derivedKey = { key: createSecretKey(Buffer.alloc(32)), prefix: new Uint8Array(71) };

  test('never holds more than its limit', () => {
    const cache = new DerivedKeyCache(5);
    const owners: readonly DerivedKeys[] = [new Map(), new Map(), new Map()];
    for (let index = 0; index < 100; index += 1) {
      cache.add(owners[index % 3] ?? new Map(), `${index}`, derivedKey);
      const held = owners.reduce((sum, owner) => sum + owner.size, 0);
      expect(cache.size).toBe(Math.min(index + 1, 5));
      expect(held).toBe(cache.size);
    }
    for (const owner of owners) cache.drop(owner);
    expect(cache.size).toBe(0);
  });
});
