import { Readable } from 'node:stream';
import { openTestVault } from '@chatelaine/conformance';
import type { Vault } from '@chatelaine/vault';
import { openVault } from '@chatelaine/vault';
import { beforeEach, afterEach, describe, expect, test } from 'vitest';
import { collected } from './support/bytes.ts';
import { MapStore } from './support/map-store.ts';
import { FollowingAuthorizer, openWith } from './support/open-with.ts';
import { codeOf, refusal } from './support/refusal.ts';

const alice = { id: 'user:alice' };
let vault: Vault;
let keyId: string;

beforeEach(async () => {
  vault = await openTestVault();
  ({ keyId } = await vault.as(alice).createKey());
});

afterEach(() => vault.close());

describe('a caller', () => {
  test('can not pass a data key off as data with an array that shows two faces', async () => {
    const kms = vault.as(alice);
    const { ciphertext } = await kms.createDataKey({ keyId });
    class TwoFaced extends Uint8Array {
      override subarray(begin?: number, end?: number): Uint8Array<ArrayBuffer> {
        return new Uint8Array(ciphertext).subarray(begin, end);
      }
      override slice(begin?: number, end?: number): Uint8Array<ArrayBuffer> {
        return new Uint8Array(ciphertext).slice(begin, end);
      }
    }
    const shown = new TwoFaced(ciphertext);
    shown[2] = 1;
    expect(await codeOf(kms.decryptData({ ciphertext: shown }))).toBe('DecryptFailed');
  });

  test('gets what its source gave, also if the source writes to its buffer again', async () => {
    const kms = vault.as(alice);
    const reused = new Uint8Array(1);
    async function* source(): AsyncGenerator<Uint8Array> {
      for (const byte of [1, 2, 3]) {
        reused[0] = byte;
        yield await Promise.resolve(reused);
      }
    }
    const { ciphertext } = await kms.encryptStream({ keyId, plaintext: source() });
    const { plaintext } = await kms.decryptStream({ ciphertext });
    expect([...(await collected(plaintext))]).toEqual([1, 2, 3]);
  });

  test.each([1, 100])('has its stream taken as long as it is, not as its pieces tell: %i bytes', async (length) => {
    const kms = vault.as(alice);
    const telling = (): Uint8Array => Object.defineProperty(Uint8Array.of(1, 2, 3), 'length', { value: length });
    async function* source(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(telling());
      yield telling();
    }
    for (const plaintext of [source(), Readable.from([telling(), telling()])]) {
      const { ciphertext } = await kms.encryptStream({ keyId, plaintext });
      const opened = await kms.decryptStream({ ciphertext });
      expect([...(await collected(opened.plaintext))]).toEqual([1, 2, 3, 1, 2, 3]);
    }
  });

  test('gives no stream of shared memory', async () => {
    const plaintext = Readable.from([new Uint8Array(new SharedArrayBuffer(3))]);
    const { ciphertext } = await vault.as(alice).encryptStream({ keyId, plaintext });
    expect(await codeOf(collected(ciphertext))).toBe('InvalidArgument');
  });

  test('can not keep the vault open with a stream that never begins', async () => {
    const another = await openTestVault();
    const never: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    const waiting = codeOf(another.as(alice).decryptStream({ ciphertext: never }));
    await another.close();
    expect(await waiting).toBe('VaultClosed');
  });
});

describe('a host', () => {
  test('replaces an active policy that does not compile any more', async () => {
    const store = new MapStore();
    const first = await openWith({
      keyStore: store,
      authorizer: { compile: () => new FollowingAuthorizer().compile([]) },
    });
    await first.administration.activatePolicy({
      documents: [{ name: 'a', text: 'of another age' }],
      expectedVersion: 0,
    });
    await first.close();
    await using second = await openWith({ keyStore: store, authorizer: new FollowingAuthorizer() });
    const denied = await refusal(second.as(alice).generateRandom({ length: 1 }));
    expect(denied.code).toBe('AccessDenied');
    expect(denied.message).toContain('activatePolicy');
    await second.administration.activatePolicy({ documents: [{ name: 'a', text: 'allow' }], expectedVersion: 1 });
    expect((await second.as(alice).generateRandom({ length: 1 })).bytes).toHaveLength(1);
  });

  test('is not shown the secret that it put in the wrong place', async () => {
    const wrong = {
      region: 'eu',
      domainId: 'd',
      plugins: [],
      keyStore: 7,
      rootKey: 'my passphrase',
      authorizer: { use: 'x' },
    };
    const error = await refusal(openVault(wrong as never));
    expect(error.code).toBe('InvalidConfiguration');
    expect(error.message).toContain('rootKey');
    expect(error.message).not.toContain('passphrase');
  });
});
