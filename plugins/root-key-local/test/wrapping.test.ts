import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { VaultError } from '@chatelaine/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PassphraseSecret } from '../src/passphrase-secret.ts';
import { RandomSecret } from '../src/random-secret.ts';
import type { RootSecret } from '../src/root-secret.ts';
import { WrappingRootKey } from '../src/wrapping-root-key.ts';
import { openRootKey } from './registered.ts';

const keyText = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const otherText = 'AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const secret = Buffer.from('404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f', 'hex');
const associatedData = Buffer.from('vault/keyring');
const rejected: unknown = expect.objectContaining({ code: 'RootKeyRejected' });

beforeEach(() => {
  vi.stubEnv('CHATELAINE_ROOT_KEY', keyText);
  vi.stubEnv('OTHER_KEY', otherText);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const open = () => openRootKey('environment', {});

/** Made by another implementation (Python's `cryptography`) from the description of the format. */
const vector = Buffer.from(
  '0101a0a1a2a3a4a5a6a7a8a9aaabacadaeaf' +
    'd225ddce093f17edb661c7f97982cb19ae0bfde626f4831e3ce42c7aa0effe83' +
    'c0c1c2c3c4c5c6c7c8c9cacb' +
    '8271781b9b42a398ba489e513ae7217d5f6da3f8ff823dce841da0aa9b38b158' +
    'a849fbda2cbae0a8922106cd9f2cce36',
  'hex',
);

describe('what is wrapped', () => {
  test('is unwrapped again, whatever it is and whatever it is bound to', async () => {
    const rootKey = await open();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), async (bytes, data) => {
        const wrapped = await rootKey.wrap(bytes, data);
        expect(wrapped.length).toBe(bytes.length + 78);
        expect(await rootKey.unwrap(wrapped, data)).toEqual(bytes);
      }),
    );
  });

  test('may be 65,536 bytes long and no longer', async () => {
    const rootKey = await open();
    const largest = randomBytes(65_536);
    expect(await rootKey.unwrap(await rootKey.wrap(largest, associatedData), associatedData)).toEqual(
      new Uint8Array(largest),
    );
    await expect(rootKey.wrap(randomBytes(65_537), associatedData)).rejects.toMatchObject({ code: 'InputTooLarge' });
  });

  test('never comes out twice alike', async () => {
    const rootKey = await open();
    const wrapped = await Promise.all(Array.from({ length: 50 }, () => rootKey.wrap(secret, associatedData)));
    expect(new Set(wrapped.map((each) => Buffer.from(each.subarray(2, 18)).toString('hex'))).size).toBe(50);
    expect(new Set(wrapped.map((each) => Buffer.from(each.subarray(50, 62)).toString('hex'))).size).toBe(50);
  });

  test('leaves its arguments as they were', async () => {
    const rootKey = await open();
    const given = new Uint8Array(secret);
    const wrapped = await rootKey.wrap(given, associatedData);
    const before = new Uint8Array(wrapped);
    await rootKey.unwrap(wrapped, associatedData);
    expect(given).toEqual(new Uint8Array(secret));
    expect(wrapped).toEqual(before);
  });

  test('is what was given at the call, even if the caller overwrites it at once', async () => {
    const rootKey = await open();
    const given = new Uint8Array(secret);
    const data = new Uint8Array(associatedData);
    const wrapping = rootKey.wrap(given, data);
    given.fill(0);
    data.fill(0);
    expect(await rootKey.unwrap(await wrapping, associatedData)).toEqual(new Uint8Array(secret));
  });
});

describe('what another implementation wrapped', () => {
  test('is unwrapped', async () => {
    expect(await (await open()).unwrap(vector, associatedData)).toEqual(new Uint8Array(secret));
  });

  test('is rejected with any bit of it changed', async () => {
    const rootKey = await open();
    for (let bit = 0; bit < vector.length * 8; bit++) {
      const changed = new Uint8Array(vector);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(rootKey.unwrap(changed, associatedData), `bit ${bit}`).rejects.toEqual(rejected);
    }
  });

  test('is rejected when it is cut or lengthened at either end', async () => {
    const rootKey = await open();
    for (let length = 0; length < vector.length; length++) {
      await expect(rootKey.unwrap(vector.subarray(0, length), associatedData), `first ${length}`).rejects.toEqual(
        rejected,
      );
      await expect(rootKey.unwrap(vector.subarray(-length || vector.length), associatedData)).rejects.toEqual(rejected);
    }
    await expect(rootKey.unwrap(Buffer.concat([vector, Buffer.alloc(1)]), associatedData)).rejects.toEqual(rejected);
    await expect(rootKey.unwrap(Buffer.concat([Buffer.alloc(1), vector]), associatedData)).rejects.toEqual(rejected);
    await expect(rootKey.unwrap(Buffer.concat([vector, Buffer.alloc(65_536)]), associatedData)).rejects.toEqual(
      rejected,
    );
  });

  test('is rejected by another root key and for other associated data, with one message', async () => {
    const rootKey = await open();
    const other = await openRootKey('environment', { variable: 'OTHER_KEY' });
    const changed = new Uint8Array(vector).fill(0, -1);
    const messages = await Promise.all(
      [
        other.unwrap(vector, associatedData),
        rootKey.unwrap(vector, new Uint8Array(0)),
        rootKey.unwrap(vector, Buffer.from('vault/keyring2')),
        rootKey.unwrap(changed, associatedData),
        rootKey.unwrap(new Uint8Array(3), associatedData),
      ].map((attempt) => attempt.then(String, (error: unknown) => error)),
    );
    expect(messages.every((error) => VaultError.is(error, 'RootKeyRejected'))).toBe(true);
    expect(new Set(messages.map((error) => inspect(error).split('\n')[0])).size).toBe(1);
    expect(messages.every((error) => !(error instanceof Error) || error.cause === undefined)).toBe(true);
  });
});

/** A secret that shows what becomes of the root keys that it gave away. */
class WatchedSecret implements RootSecret {
  readonly method = 1;
  readonly parameterLength = 0;
  readonly given: Uint8Array[] = [];
  isDisposed = false;

  newParameters(): Uint8Array {
    return new Uint8Array(0);
  }

  rootKey(): Promise<Uint8Array> {
    const key = Uint8Array.from(Buffer.from(keyText, 'base64url'));
    this.given.push(key);
    return Promise.resolve(key);
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

describe('root keys in memory', () => {
  test('are overwritten once they were used, whether or not it opened', async () => {
    const watched = new WatchedSecret();
    const rootKey = new WrappingRootKey('watched', watched);
    await rootKey.wrap(secret, associatedData);
    await rootKey.unwrap(vector, associatedData);
    await rootKey.unwrap(vector, new Uint8Array(0)).catch(() => undefined);
    expect(watched.given).toEqual([new Uint8Array(32), new Uint8Array(32), new Uint8Array(32)]);
  });

  test('are let go of when the root key is closed', async () => {
    const watched = new WatchedSecret();
    new WrappingRootKey('watched', watched).close();
    expect(watched.isDisposed).toBe(true);
    const random = new RandomSecret(Buffer.from(keyText, 'base64url'));
    const phrase = new PassphraseSecret(Buffer.from('correct horse battery'), { N: 2 ** 14, r: 8, p: 1 });
    random.dispose();
    phrase.dispose();
    await expect(random.rootKey()).rejects.toMatchObject({ code: 'Internal' });
    await expect(phrase.rootKey(phrase.newParameters(), new Uint8Array(16))).rejects.toMatchObject({
      code: 'Internal',
    });
  });

  test('are the only copy: what they were made of is overwritten', () => {
    const key = new Uint8Array(32).fill(7);
    const phrase = Buffer.from('correct horse battery');
    new RandomSecret(key).dispose();
    new PassphraseSecret(phrase, { N: 2 ** 14, r: 8, p: 1 }).dispose();
    expect([...key, ...phrase].every((byte) => byte === 0)).toBe(true);
  });
});

test('associated data can take nothing from what is before it', async () => {
  const rootKey = await open();
  const wrapped = await rootKey.wrap(secret, Buffer.from([0, 0, 0, 0]));
  await expect(rootKey.unwrap(wrapped, new Uint8Array(0))).rejects.toEqual(rejected);
});

describe('someone who has the root key', () => {
  /** As the README says, but with whatever header and commitment. */
  function forge(header: readonly number[], body: Uint8Array, commitment?: Uint8Array): Uint8Array {
    const salt = Buffer.alloc(16, 1);
    const nonce = Buffer.alloc(12, 2);
    const derived = Buffer.from(
      hkdfSync('sha256', Buffer.from(keyText, 'base64url'), salt, 'chatelaine/root-key/v1', 64),
    );
    const prefix = Buffer.concat([Buffer.from(header), salt, commitment ?? derived.subarray(32), nonce]);
    const length = (bytes: Uint8Array) => Buffer.from([0, 0, 0, bytes.length]);
    const cipher = createCipheriv('aes-256-gcm', derived.subarray(0, 32), nonce, { authTagLength: 16 });
    cipher.setAAD(Buffer.concat([length(prefix), prefix, length(associatedData), associatedData]));
    return Buffer.concat([prefix, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
  }

  test('makes what opens, if all is as the format says', async () => {
    expect(await (await open()).unwrap(forge([1, 1], secret), associatedData)).toEqual(new Uint8Array(secret));
  });

  test.each([
    ['of another format', forge([2, 1], secret)],
    ['of another method', forge([1, 2], secret)],
    ['that commits to another root key', forge([1, 1], secret, Buffer.alloc(32, 3))],
    ['of more than 65,536 bytes', forge([1, 1], Buffer.alloc(65_537))],
  ])('makes nothing %s that opens', async (_what, forged) => {
    await expect((await open()).unwrap(forged, associatedData)).rejects.toEqual(rejected);
  });
});

describe('a root key that is closed', () => {
  test('does nothing any more', async () => {
    const rootKey = await open();
    await rootKey.close?.();
    await expect(rootKey.wrap(secret, associatedData)).rejects.toMatchObject({ code: 'RootKeyUnavailable' });
    await expect(rootKey.unwrap(vector, associatedData)).rejects.toMatchObject({ code: 'RootKeyUnavailable' });
    await rootKey.close?.();
  });
});

test('a root key shows nothing of its secret', async () => {
  const rootKey = await open();
  const shown = [
    inspect(rootKey, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(rootKey),

    rootKey.description,
    inspect(await rootKey.unwrap(new Uint8Array(100), associatedData).catch((error: unknown) => error), { depth: 9 }),
  ].join('\n');
  expect(shown).toContain('environment variable CHATELAINE_ROOT_KEY');
  expect(shown).not.toContain(keyText);
  expect(shown).not.toMatch(/0,\s*1,\s*2,\s*3/);
  expect(shown).not.toMatch(/00 ?01 ?02 ?03/);
});
