import { describe, expect, test } from 'vitest';
import { aesAt, context, headerOf, partsOf, TestKey } from './test-key.ts';

const nothing = new Uint8Array();

/** Seals nothing, and tells the salt. */
function saltsOf(key: TestKey, clock: { now: number } = { now: 0 }) {
  const loaded = key.load(aesAt(clock));
  return (header = key.header): string => partsOf(loaded.seal(header, context, nothing)).salt;
}

describe('a salt of AES_256', () => {
  test('serves 65,536 messages and not one more', { timeout: 60_000 }, () => {
    const key = new TestKey();
    const salt = saltsOf(key);
    const salts = new Set(Array.from({ length: 65_536 }, () => salt()));
    expect(salts.size).toBe(1);
    expect(key.derivations).toBe(1);
    const second = salt();
    expect(salts.has(second)).toBe(false);
    expect(salt()).toBe(second);
    expect(key.derivations).toBe(2);
  });

  test('serves for less than an hour', () => {
    const clock = { now: 5_000 };
    const salt = saltsOf(new TestKey(), clock);
    const first = salt();
    clock.now += 3_599_999;
    expect(salt()).toBe(first);
    clock.now += 1;
    const second = salt();
    expect(second).not.toBe(first);
    clock.now += 3_599_999;
    expect(salt()).toBe(second);
    clock.now += 1;
    expect(salt()).not.toBe(second);
  });

  test('serves one purpose, beside those of the others', () => {
    const key = new TestKey();
    const salt = saltsOf(key);
    const headers = [1, 2, 3, 4].map((purpose) => headerOf(key.keyId, purpose));
    const first = headers.map((header) => salt(header));
    expect(new Set(first).size).toBe(4);
    expect(headers.map((header) => salt(header))).toEqual(first);
  });

  test('serves one header: another key version has another', () => {
    const key = new TestKey();
    const salt = saltsOf(key);
    const [one, two] = [headerOf(key.keyId, 1, 1), headerOf(key.keyId, 1, 2)];
    expect(new Set([salt(one), salt(two), salt(one)]).size).toBe(3);
  });

  test('serves one loaded key: loading again draws another', () => {
    const key = new TestKey();
    expect(saltsOf(key)()).not.toBe(saltsOf(key)());
  });

  test('ends with the loaded key', () => {
    const key = new TestKey();
    const loaded = key.load(aesAt());
    const before = partsOf(loaded.seal(key.header, context, nothing)).salt;
    loaded.dispose();
    expect(partsOf(loaded.seal(key.header, context, nothing)).salt).not.toBe(before);
  });

  test('never meets a nonce again, in 100,000 messages of two purposes', { timeout: 60_000 }, () => {
    const key = new TestKey();
    const loaded = key.load(aesAt());
    const headers = [headerOf(key.keyId, 1), headerOf(key.keyId, 2)];
    const used = new Set<string>();
    for (let message = 0; message < 100_000; message += 1) {
      const sealed = Buffer.from(loaded.seal(headers[message % 2] ?? key.header, context, nothing));
      used.add(sealed.toString('latin1', 23, 39) + sealed.toString('latin1', 71, 83));
    }
    expect(used.size).toBe(100_000);
  });

  test.each([
    ['another suite', headerOf(new TestKey().keyId).fill(2, 1, 2)],
    ['22 bytes', headerOf(new TestKey().keyId).subarray(1)],
    ['24 bytes', new Uint8Array(24).fill(1)],
    ['no bytes', nothing],
  ])('is not drawn for a header of %s', (_what, header) => {
    const key = new TestKey();
    const loaded = key.load(aesAt());
    loaded.seal(key.header, context, nothing);
    expect(() => loaded.seal(header, context, nothing)).toThrow('not of its suite');
    expect(key.derivations).toBe(1);
  });
});
