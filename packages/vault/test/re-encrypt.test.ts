import {
  type Algorithm,
  type AuditEvent,
  type AuthorizationRequest,
  type CallerOperations,
  type EncryptionContext,
  headerBytes,
} from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import type { Vault } from '@chatelaine/vault';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAead } from './support/algorithms/test-aead.ts';
import { testAlgorithms, withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { testRsa } from './support/algorithms/test-rsa.ts';
import { testSigning } from './support/algorithms/test-signing.ts';
import { collected, flipped, randomBytes, streamOf } from './support/bytes.ts';
import { Gate } from './support/gate.ts';
import { layout } from './support/layout.ts';
import { codeOf, refusal, visibleParts } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const oaep = 'RSAES_OAEP_SHA_256';
const symmetricDefault = 'SYMMETRIC_DEFAULT';
const context = { tenant: 't-17' };
const other = { tenant: 't-18', stage: 'prod' };
const plaintext = Buffer.from('attack at dawn');

const asked: AuthorizationRequest[] = [];
let vault: Vault;
let kms: CallerOperations;
/** Two symmetric keys and two of RSA. */
let aes: string;
let aesToo: string;
let rsa: string;
let rsaToo: string;

beforeAll(async () => {
  vault = await openTestVault({ plugins: [testAlgorithms()], decide: (request) => asked.push(request) > 0 });
  kms = vault.as(alice);
  const asymmetric = { keySpec: 'TEST_RSA', keyUsage: 'ENCRYPT_DECRYPT' } as const;
  ({ keyId: aes } = await kms.createKey({ alias: 'alias/source' }));
  ({ keyId: aesToo } = await kms.createKey({ alias: 'alias/destination' }));
  ({ keyId: rsa } = await kms.createKey({ ...asymmetric, alias: 'alias/inbox' }));
  ({ keyId: rsaToo } = await kms.createKey(asymmetric));
});

afterAll(() => vault.close());

const isOf = (bytes: Uint8Array, expected: Uint8Array): boolean => Buffer.compare(bytes, expected) === 0;

async function data(encryptionContext?: EncryptionContext): Promise<Uint8Array> {
  const request = encryptionContext === undefined ? {} : { encryptionContext };
  return (await kms.encryptData({ keyId: aes, plaintext, ...request })).ciphertext;
}

const block = async (): Promise<Uint8Array> => (await kms.encryptData({ keyId: rsa, plaintext })).ciphertext;

describe('reEncrypt', () => {
  test('keeps the key to encrypt with until it has encrypted, however long it takes to decrypt', async () => {
    const gate = new Gate();
    const happened: string[] = [];
    const slow: Algorithm = {
      ...testRsa,
      load: async (...given) => {
        const loaded = await testRsa.load(...given);
        const { publicEncryption } = loaded;
        if (publicEncryption === undefined) return loaded;
        const execution = { encrypt: 'inline', decrypt: 'pool' } as const;
        const decrypt = (algorithm: string, ciphertext: Uint8Array) =>
          gate.pass().then(() => publicEncryption.decrypt(algorithm, ciphertext));
        return { ...loaded, publicEncryption: { ...publicEncryption, execution, decrypt } };
      },
    };
    const noting: Algorithm = {
      ...testAead,
      load: async (...given) => {
        const loaded = await testAead.load(...given);
        const { aead } = loaded;
        if (aead === undefined) return loaded;
        const seal: typeof aead.seal = (...parts) => {
          happened.push('used');
          return aead.seal(...parts);
        };
        return { ...loaded, aead: { ...aead, seal }, dispose: () => void happened.push('disposed') };
      },
    };
    const own = await openTestVault({ plugins: [withAlgorithms(slow, noting)] });
    const { keyId: from } = await own.as(alice).createKey({ keySpec: 'TEST_RSA', keyUsage: 'ENCRYPT_DECRYPT' });
    const { keyId: to } = await own.as(alice).createKey({ keySpec: 'TEST_AEAD' });
    const { ciphertext } = await own.as(alice).encryptData({ keyId: from, plaintext });
    const moved = own.as(alice).reEncrypt({
      ciphertext,
      sourceKeyId: from,
      sourceEncryptionAlgorithm: oaep,
      destinationKeyId: to,
    });
    await gate.reached;
    await own.as(alice).disableKey({ keyId: to });
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    await turn();
    await turn();
    gate.open();
    await moved;
    await turn();
    expect(happened).toEqual(['used', 'disposed']);
    await own.close();
  });

  test('takes data from one symmetric key to another, with its encryption context', async () => {
    const made = await kms.reEncrypt({
      ciphertext: await data(context),
      sourceEncryptionContext: context,
      destinationKeyId: 'alias/destination',
    });
    expect(made).toEqual({
      keyId: aesToo,
      sourceKeyId: aes,
      ciphertext: expect.any(Uint8Array) as Uint8Array,
      sourceEncryptionAlgorithm: symmetricDefault,
      destinationEncryptionAlgorithm: symmetricDefault,
    });
    const opened = await kms.decryptData({ ciphertext: made.ciphertext, encryptionContext: context });
    expect(opened.keyId).toBe(aesToo);
    expect(isOf(opened.plaintext, plaintext)).toBe(true);
    expect(await codeOf(kms.decryptData({ ciphertext: made.ciphertext }))).toBe('DecryptFailed');
  });

  test('changes the encryption context, of the same key too', async () => {
    for (const [destinationEncryptionContext, then] of [
      [other, other],
      [{}, undefined],
    ] as const) {
      const { ciphertext } = await kms.reEncrypt({
        ciphertext: await data(context),
        sourceKeyId: 'alias/source',
        sourceEncryptionContext: context,
        destinationKeyId: aes,
        destinationEncryptionContext,
      });
      const beside = then === undefined ? {} : { encryptionContext: then };
      expect(isOf((await kms.decryptData({ ciphertext, ...beside })).plaintext, plaintext)).toBe(true);
      expect(await codeOf(kms.decryptData({ ciphertext, encryptionContext: context }))).toBe('DecryptFailed');
    }
  });

  test('takes blocks of asymmetric keys in, out and across', async () => {
    const named = { sourceKeyId: 'alias/inbox', sourceEncryptionAlgorithm: oaep };
    const into = await kms.reEncrypt({ ciphertext: await block(), ...named, destinationKeyId: aes });
    expect(into).toMatchObject({ sourceEncryptionAlgorithm: oaep, destinationEncryptionAlgorithm: symmetricDefault });
    expect(into.ciphertext[layout.purpose]).toBe(1);
    expect(isOf((await kms.decryptData({ ciphertext: into.ciphertext })).plaintext, plaintext)).toBe(true);
    const out = await kms.reEncrypt({ ciphertext: into.ciphertext, destinationKeyId: rsa });
    expect(out).toMatchObject({ keyId: rsa, sourceKeyId: aes, destinationEncryptionAlgorithm: oaep });
    const across = await kms.reEncrypt({
      ciphertext: out.ciphertext,
      ...named,
      destinationKeyId: rsaToo,
      destinationEncryptionAlgorithm: oaep,
    });
    const request = { ciphertext: across.ciphertext, keyId: rsaToo, encryptionAlgorithm: oaep };
    expect(isOf((await kms.decryptData(request)).plaintext, plaintext)).toBe(true);
  });

  test('gives what comes from a block the encryption context that is asked for, or none', async () => {
    const named = { sourceKeyId: rsa, sourceEncryptionAlgorithm: oaep, destinationKeyId: aes };
    const plain = await kms.reEncrypt({ ciphertext: await block(), ...named });
    expect(isOf((await kms.decryptData({ ciphertext: plain.ciphertext })).plaintext, plaintext)).toBe(true);
    const bound = await kms.reEncrypt({
      ciphertext: await block(),
      ...named,
      destinationEncryptionContext: context,
    });
    const request = { ciphertext: bound.ciphertext, encryptionContext: context };
    expect(isOf((await kms.decryptData(request)).plaintext, plaintext)).toBe(true);
  });

  test('refuses an encryption context on the side of an asymmetric key, and drops the one of the source there', async () => {
    const ciphertext = await data(context);
    const from = { ciphertext, sourceEncryptionContext: context };
    const dropped = await kms.reEncrypt({ ...from, destinationKeyId: rsa });
    expect(dropped.ciphertext).toHaveLength(256);
    const refused = { ...from, destinationKeyId: rsa, destinationEncryptionContext: context };
    expect(await codeOf(kms.reEncrypt(refused))).toBe('UnsupportedEncryptionContext');
    const out = { ciphertext: await block(), sourceKeyId: rsa, sourceEncryptionAlgorithm: oaep };
    const named = { ...out, sourceEncryptionContext: context, destinationKeyId: aes };
    expect(await codeOf(kms.reEncrypt(named))).toBe('UnsupportedEncryptionContext');
  });

  test('needs the key of a block', async () => {
    const request = { ciphertext: await block(), sourceEncryptionAlgorithm: oaep, destinationKeyId: aes };
    expect(await codeOf(kms.reEncrypt(request))).toBe('InvalidArgument');
  });

  test('refuses algorithms that a key does not have, or only decrypts with', async () => {
    const ciphertext = await data();
    for (const [destinationKeyId, destinationEncryptionAlgorithm] of [
      [rsa, 'RSAES_OAEP_SHA_1'],
      [rsa, symmetricDefault],
      [aesToo, oaep],
    ] as const) {
      const request = { ciphertext, destinationKeyId, destinationEncryptionAlgorithm };
      expect(await codeOf(kms.reEncrypt(request))).toBe('UnsupportedAlgorithm');
    }
    const source = { ciphertext, sourceKeyId: aes, sourceEncryptionAlgorithm: oaep, destinationKeyId: aesToo };
    expect(await codeOf(kms.reEncrypt(source))).toBe('UnsupportedAlgorithm');
  });

  test('refuses what does not fit into the block of the other key', async () => {
    const { ciphertext } = await kms.encryptData({ keyId: aes, plaintext: randomBytes(191) });
    expect(await codeOf(kms.reEncrypt({ ciphertext, destinationKeyId: rsa }))).toBe('InputTooLarge');
  });

  test('fails as every decryption does, whatever is wrong with the ciphertext', async () => {
    const ciphertext = await data(context);
    const good = { sourceEncryptionContext: context, destinationKeyId: aesToo };
    const requests = [
      { ...good, ciphertext: flipped(ciphertext, 100, 0) },
      { ...good, ciphertext: flipped(ciphertext, layout.purpose, 7) },
      { ...good, ciphertext: ciphertext.subarray(0, 20) },
      { ...good, ciphertext: new Uint8Array() },
      { ...good, ciphertext, sourceEncryptionContext: other },
      { ...good, ciphertext, sourceKeyId: aesToo },
      { ciphertext, destinationKeyId: aesToo },
      { ciphertext: randomBytes(256), sourceKeyId: rsa, sourceEncryptionAlgorithm: oaep, destinationKeyId: aesToo },
      { ciphertext, sourceKeyId: rsa, sourceEncryptionAlgorithm: oaep, destinationKeyId: aesToo },
    ];
    const errors = await Promise.all(requests.map((request) => refusal(kms.reEncrypt(request))));
    expect(errors.map(({ code }) => code)).toEqual(requests.map(() => 'DecryptFailed'));
    expect(new Set(errors.map(visibleParts)).size).toBe(1);
  });

  test('overwrites what it decrypted', async () => {
    const seen: Uint8Array[] = [];
    const watching: Algorithm = {
      ...testSigning,
      keySpec: 'TEST_AEAD',
      usages: ['ENCRYPT_DECRYPT'],
      suites: [1],
      algorithmNames: { ENCRYPT_DECRYPT: [symmetricDefault] },
      load: () => ({
        aead: {
          execution: { seal: 'inline', open: 'inline' },
          seal: (header, _context, text) => Buffer.concat([header, text.toReversed(), Buffer.of(0)]),
          open: (ciphertext) => {
            const opened = ciphertext.slice(headerBytes, -1).toReversed();
            seen.push(opened);
            return opened;
          },
        },
        dispose: () => undefined,
      }),
    };
    await using own = await openTestVault({ plugins: [withAlgorithms(watching)] });
    const hers = own.as({ id: 'user:alice' });
    const { keyId } = await hers.createKey({ keySpec: 'TEST_AEAD' });
    const { keyId: destinationKeyId } = await hers.createKey();
    const { ciphertext } = await hers.encryptData({ keyId, plaintext });
    const made = await hers.reEncrypt({ ciphertext, destinationKeyId });
    expect(seen).toEqual([new Uint8Array(plaintext.length)]);
    expect(isOf((await hers.decryptData({ ciphertext: made.ciphertext })).plaintext, plaintext)).toBe(true);
  });
});

describe('requirement 11: reEncrypt keeps what a ciphertext is for', () => {
  test('a data key stays a data key, a private key of a pair stays one', async () => {
    const dataKey = await kms.createDataKey({ keyId: aes });
    const pair = await kms.createDataKeyPair({ keyId: aes, keyPairSpec: 'TEST_SIGN' });
    for (const [ciphertext, expected, purpose] of [
      [dataKey.ciphertext, dataKey.plaintext, 2],
      [pair.privateKeyCiphertext, pair.privateKeyPlaintext, 3],
    ] as const) {
      const made = await kms.reEncrypt({ ciphertext, destinationKeyId: aesToo });
      expect(made.ciphertext[layout.purpose]).toBe(purpose);
      expect((await kms.decryptDataKey({ ciphertext: made.ciphertext })).plaintext).toEqual(expected);
      expect(await codeOf(kms.decryptData({ ciphertext: made.ciphertext }))).toBe('DecryptFailed');
    }
  });

  test('so neither becomes a block of an asymmetric key, which would be data', async () => {
    const { ciphertext: dataKey } = await kms.createDataKey({ keyId: aes });
    const { privateKeyCiphertext: pair } = await kms.createDataKeyPair({ keyId: aes, keyPairSpec: 'TEST_SIGN' });
    for (const ciphertext of [dataKey, pair]) {
      expect(await codeOf(kms.reEncrypt({ ciphertext, destinationKeyId: rsa }))).toBe('UnsupportedPurpose');
    }
  });

  test('the header of a stream is refused, for its segments are bound to it', async () => {
    const { ciphertext } = await kms.encryptStream({ keyId: aes, plaintext: streamOf(plaintext) });
    const stream = await collected(ciphertext);
    for (const part of [stream, stream.subarray(0, layout.streamHeaderEnd)]) {
      for (const destinationKeyId of [aesToo, rsa]) {
        const error = await refusal(kms.reEncrypt({ ciphertext: part, destinationKeyId }));
        expect(error.code).toBe('UnsupportedPurpose');
        expect(error.message).toContain('stream');
      }
    }
  });

  test('a purpose that was rewritten does not open', async () => {
    const { ciphertext } = await kms.createDataKey({ keyId: aes });
    ciphertext[layout.purpose] = 1;
    expect(await codeOf(kms.reEncrypt({ ciphertext, destinationKeyId: aesToo }))).toBe('DecryptFailed');
  });
});

describe('a policy', () => {
  test('is asked about both keys, each with its own action, algorithm and encryption context', async () => {
    const ciphertext = await data(context);
    const { ciphertext: dataKey } = await kms.createDataKey({ keyId: aes });
    const bare = await block();
    asked.length = 0;
    await kms.reEncrypt({ ciphertext, sourceEncryptionContext: context, destinationKeyId: 'alias/destination' });
    await kms.reEncrypt({
      ciphertext: dataKey,
      sourceKeyId: 'alias/source',
      destinationKeyId: aesToo,
      destinationEncryptionContext: other,
    });
    await kms.reEncrypt({
      ciphertext: bare,
      sourceKeyId: rsa,
      sourceEncryptionAlgorithm: oaep,
      destinationKeyId: rsaToo,
    });
    await kms.reEncrypt({ ciphertext, sourceEncryptionContext: context, destinationKeyId: rsaToo });
    const seen = asked.map(({ action, asked: name, encryptionContext, facts, key }) => {
      expect(Object.isFrozen(facts)).toBe(true);
      return [action, key?.id, name, { ...encryptionContext }, facts];
    });
    const from = 'kms:cmk:reEncryptFrom';
    const to = 'kms:cmk:reEncryptTo';
    const symmetric = (purpose: string) => ({ algorithm: symmetricDefault, purpose });
    const asymmetric = { algorithm: oaep, purpose: 'data' };
    expect(seen).toEqual([
      [from, aes, aes, context, symmetric('data')],
      [to, aesToo, 'alias/destination', context, symmetric('data')],
      [from, aes, 'alias/source', {}, symmetric('dataKey')],
      [to, aesToo, aesToo, other, symmetric('dataKey')],
      [from, rsa, rsa, {}, asymmetric],
      [to, rsaToo, rsaToo, {}, asymmetric],
      [from, aes, aes, context, symmetric('data')],
      [to, rsaToo, rsaToo, {}, asymmetric],
    ]);
  });

  test('has to allow both, and the refusal names the right that is missing', async () => {
    const events: AuditEvent[] = [];
    let allowed: readonly string[] = [];
    const own = await openTestVault({
      events,
      decide: ({ action }) => !action.startsWith('kms:cmk:reEncrypt') || allowed.includes(action),
    });
    const hers = own.as({ id: 'user:alice' });
    const { keyId } = await hers.createKey();
    const { keyId: destinationKeyId } = await hers.createKey({ alias: 'alias/other' });
    const { ciphertext } = await hers.encryptData({ keyId, plaintext });
    const attempt = () => hers.reEncrypt({ ciphertext, destinationKeyId: 'alias/other' });
    const rights = ['kms:cmk:reEncryptFrom', 'kms:cmk:reEncryptTo'];
    for (const missing of rights) {
      allowed = rights.filter((right) => right !== missing);
      const error = await refusal(attempt());
      expect(error.code).toBe('AccessDenied');
      expect(error.message).toContain(`${missing} is denied`);
    }
    allowed = rights;
    await attempt();
    await own.close();
    const told = events.filter(({ operation }) => operation === 'reEncrypt');
    expect(told.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['kms:cmk:reEncryptFrom', 'AccessDenied'],
      ['kms:cmk:reEncryptTo', 'AccessDenied'],
      ['kms:cmk:reEncryptFrom', 'success'],
    ]);
    for (const { destination, keyId: source } of told) {
      expect(source).toBe(keyId);
      expect(destination).toEqual({ asked: 'alias/other', keyId: destinationKeyId });
    }
  });

  test('that denies lets nobody tell keys that are there from keys that are not', async () => {
    await using denying = await openTestVault({ decide: ({ action }) => !action.startsWith('kms:cmk:reEncrypt') });
    const his = denying.as({ id: 'user:bob' });
    const { keyId } = await his.createKey();
    const { ciphertext } = await his.encryptData({ keyId, plaintext });
    const unknown = new Uint8Array(ciphertext);
    unknown.fill(1, layout.keyId, layout.keyVersion);
    const errors = await Promise.all([
      refusal(his.reEncrypt({ ciphertext, destinationKeyId: keyId })),
      refusal(his.reEncrypt({ ciphertext: unknown, destinationKeyId: keyId })),
      refusal(his.reEncrypt({ ciphertext, destinationKeyId: 'alias/missing' })),
    ]);
    expect(new Set(errors.map(({ code, message }) => `${code} ${message}`)).size).toBe(1);
  });
});

describe('a key that can not be used', () => {
  test('is told by the side on which it stands', async () => {
    await using own = await openTestVault({ plugins: [testAlgorithms()] });
    const hers = own.as({ id: 'user:alice' });
    const { keyId: source } = await hers.createKey();
    const { keyId: destination } = await hers.createKey();
    const { keyId: signing } = await hers.createKey({ keySpec: 'TEST_SIGN' });
    const { ciphertext } = await hers.encryptData({ keyId: source, plaintext });
    expect(await codeOf(hers.reEncrypt({ ciphertext, destinationKeyId: 'alias/missing' }))).toBe('NotFound');
    const wrongUsage = await refusal(hers.reEncrypt({ ciphertext, destinationKeyId: signing }));
    expect(wrongUsage.code).toBe('WrongKeyUsage');
    expect(wrongUsage.message).toContain('The key to encrypt with is for SIGN_VERIFY');
    await hers.disableKey({ keyId: destination });
    const disabled = await refusal(hers.reEncrypt({ ciphertext, destinationKeyId: destination }));
    expect(disabled.code).toBe('KeyDisabled');
    expect(disabled.message).toContain('The key to encrypt with is disabled');
    await hers.disableKey({ keyId: source });
    const unusable = await refusal(hers.reEncrypt({ ciphertext, destinationKeyId: source }));
    expect(unusable.message).toContain('The key is disabled');
    const unknown = { ciphertext: new Uint8Array(ciphertext).fill(1, layout.keyId, layout.keyVersion) };
    expect(await codeOf(hers.reEncrypt({ ...unknown, destinationKeyId: source }))).toBe('DecryptFailed');
  });
});

describe('between two keys whose work is in the pool', () => {
  test('one slot is enough, so that they never wait for each other', async () => {
    const later = { encrypt: 'pool', decrypt: 'pool' } as const;
    const pooled: Algorithm = {
      ...testRsa,
      load: async (...given) => {
        const { publicEncryption: inline, ...loaded } = await testRsa.load(...given);
        if (inline === undefined) return loaded;
        const next = async () => new Promise((resolve) => setImmediate(resolve));
        const publicEncryption = {
          ...inline,
          execution: later,
          encrypt: async (algorithm: string, text: Uint8Array) => {
            await next();
            return inline.encrypt(algorithm, text);
          },
          decrypt: async (algorithm: string, bytes: Uint8Array) => {
            await next();
            return inline.decrypt(algorithm, bytes);
          },
        };
        return { ...loaded, publicEncryption };
      },
    };
    const limits = { pooledOperations: 2, waitingOperations: 100 };
    await using own = await openTestVault({ plugins: [withAlgorithms(pooled)], limits });
    const hers = own.as({ id: 'user:alice' });
    const asymmetric = { keySpec: 'TEST_RSA', keyUsage: 'ENCRYPT_DECRYPT' } as const;
    const { keyId: sourceKeyId } = await hers.createKey(asymmetric);
    const { keyId: destinationKeyId } = await hers.createKey(asymmetric);
    const { keyId: symmetric } = await hers.createKey();
    const { ciphertext } = await hers.encryptData({ keyId: sourceKeyId, plaintext });
    const { ciphertext: headed } = await hers.encryptData({ keyId: symmetric, plaintext });
    const made = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        index % 2 === 0
          ? hers.reEncrypt({ ciphertext, sourceKeyId, sourceEncryptionAlgorithm: oaep, destinationKeyId })
          : hers.reEncrypt({ ciphertext: headed, destinationKeyId }),
      ),
    );
    for (const { ciphertext: out } of made) {
      const request = { ciphertext: out, keyId: destinationKeyId, encryptionAlgorithm: oaep };
      expect(isOf((await hers.decryptData(request)).plaintext, plaintext)).toBe(true);
    }
  });
});
