import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import type { CallerOperations } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { asFay, fay, keys, openFamilies, placeOfFamilies, vera } from './families.ts';
import { hashOf, OpenSsl, signatureOptions } from './openssl-command.ts';
import { auditEvents } from './vault-on-disk.ts';

const message = Buffer.from('one red umbrella');
const other = Buffer.from('two red umbrellas');
const lattices = { ML_DSA_44: ml_dsa44, ML_DSA_65: ml_dsa65, ML_DSA_87: ml_dsa87 } as const;
const isLattice = (keySpec: string): keySpec is keyof typeof lattices => keySpec in lattices;
const aliasesFor = (usage: string, family: RegExp): readonly (readonly [string, string])[] =>
  keys.filter(([, spec, of]) => of === usage && family.test(spec)).map(([alias, spec]) => [spec, alias]);

interface Signed {
  readonly algorithm: string;
  readonly signature: Uint8Array;
  readonly ofDigest: Uint8Array | undefined;
}

type Verify = (algorithm: string, of: Uint8Array, signature: Uint8Array) => boolean;

/** Bytes that RFC 9881 puts before a public key. */
const latticePrefixBytes = 22;

function byNoble(keySpec: keyof typeof lattices, publicKey: Uint8Array): Verify {
  const raw = publicKey.subarray(latticePrefixBytes);
  return (_, of, signature) => lattices[keySpec].verify(signature, of, raw);
}

function byOpenssl(publicKeyPem: string): Verify {
  const openssl = new OpenSsl();
  const key = openssl.file('public.pem', publicKeyPem);
  return (algorithm, of, signature) => {
    const options = [...signatureOptions(algorithm), '-verify', key];
    const files = ['-signature', openssl.file('signature', signature), openssl.file('message', of)];
    return openssl.succeeds('dgst', `-${hashOf(algorithm)}`, ...options, ...files);
  };
}

/** A signature by every algorithm of the key, of the message and of its digest. */
async function signAll(kms: CallerOperations, keyId: string): Promise<readonly Signed[]> {
  const { signingAlgorithms = [] } = await kms.getPublicKey({ keyId });
  const made: Signed[] = [];
  for (const algorithm of signingAlgorithms) {
    const request = { keyId, signingAlgorithm: algorithm };
    const { signature } = await kms.sign({ ...request, message });
    const digest = algorithm.includes('_SHA_') ? createHash(hashOf(algorithm)).update(message).digest() : undefined;
    const ofDigest = digest && (await kms.sign({ ...request, message: digest, messageType: 'DIGEST' })).signature;
    made.push({ algorithm, signature, ofDigest });
  }
  return made;
}

test('every key spec and usage that the plugins bring has a key in these tests', async () => {
  const directory = await placeOfFamilies();
  await using vault = await openFamilies(directory);
  const brought = vault.describeAlgorithms().flatMap(({ keySpec, usages }) => usages.map((use) => `${keySpec} ${use}`));
  const tried = new Set(keys.map(([, keySpec, usage]) => `${keySpec} ${usage}`));
  expect(brought.filter((each) => !tried.has(each))).toEqual(['RSA_4096 ENCRYPT_DECRYPT']);
  expect(brought).toHaveLength(16);
});

describe('signatures of a vault on disk', () => {
  test.each(aliasesFor('SIGN_VERIFY', /./))(
    '%s: are verified after it was opened again, by others without a right to sign, and by a second implementation',
    async (keySpec, keyId) => {
      const directory = await placeOfFamilies(keyId);
      const made = await asFay(directory, (kms) => signAll(kms, keyId));
      expect(made.length).toBeGreaterThan(0);
      await using vault = await openFamilies(directory);
      const kms = vault.as(vera);
      await expect(kms.sign({ keyId, message })).rejects.toMatchObject({ code: 'AccessDenied' });
      const { publicKey, publicKeyPem } = await kms.getPublicKey({ keyId });
      const elsewhere = isLattice(keySpec) ? byNoble(keySpec, publicKey) : byOpenssl(publicKeyPem);
      for (const { algorithm, signature, ofDigest } of made) {
        for (const each of [signature, ofDigest ?? signature]) {
          const request = { keyId, signingAlgorithm: algorithm, signature: each };
          expect(await kms.verify({ ...request, message })).toMatchObject({ signatureValid: true });
          const altered = await kms.verify({ ...request, message: other });
          expect(altered).toMatchObject({ signatureValid: false });
          const valid = [message, other].map((of) => elsewhere(algorithm, of, each));
          expect([algorithm, ...valid]).toEqual([algorithm, true, false]);
        }
      }
    },
  );
});

describe('message authentication codes of a vault on disk', () => {
  test.each(aliasesFor('GENERATE_VERIFY_MAC', /HMAC/))(
    '%s: are the same after it was opened again',
    async (spec, keyId) => {
      const directory = await placeOfFamilies(keyId);
      const made = await asFay(directory, (kms) => kms.generateMac({ keyId, message }));
      expect(made).toMatchObject({ macAlgorithm: spec.replace('HMAC_', 'HMAC_SHA_') });
      expect(made.mac).toHaveLength(Number(spec.slice(-3)) / 8);
      await asFay(directory, async (kms) => {
        expect((await kms.generateMac({ keyId, message })).mac).toEqual(made.mac);
        expect(await kms.verifyMac({ keyId, message, mac: made.mac })).toMatchObject({ macValid: true });
        const short = kms.verifyMac({ keyId, message, mac: made.mac.subarray(0, -1) });
        expect(await short).toMatchObject({ macValid: false });
        expect(await kms.verifyMac({ keyId, message: other, mac: made.mac })).toMatchObject({ macValid: false });
      });
    },
  );
});

describe('RSA encryption with a vault on disk', () => {
  test.each(aliasesFor('ENCRYPT_DECRYPT', /RSA/))(
    '%s: opens what openssl encrypted, and its own',
    async (_spec, keyId) => {
      const directory = await placeOfFamilies(keyId);
      const encryptionAlgorithm = 'RSAES_OAEP_SHA_256';
      const { own, publicKeyPem } = await asFay(directory, async (kms) => ({
        own: (await kms.encryptData({ keyId, plaintext: message, encryptionAlgorithm })).ciphertext,
        publicKeyPem: (await kms.getPublicKey({ keyId })).publicKeyPem,
      }));
      const openssl = new OpenSsl();
      openssl.file('public.pem', publicKeyPem);
      openssl.file('message', message);
      const encrypted = (hash: string): Buffer => {
        const options = ['rsa_padding_mode:oaep', `rsa_oaep_md:${hash}`].flatMap((option) => ['-pkeyopt', option]);
        return openssl.run('pkeyutl', '-encrypt', '-pubin', '-inkey', 'public.pem', ...options, '-in', 'message');
      };
      await asFay(directory, async (kms) => {
        for (const [algorithm, ciphertext] of [
          [encryptionAlgorithm, own],
          [encryptionAlgorithm, encrypted('sha256')],
          ['RSAES_OAEP_SHA_1', encrypted('sha1')],
        ] as const) {
          const opened = await kms.decryptData({ keyId, ciphertext, encryptionAlgorithm: algorithm });
          expect(Buffer.from(opened.plaintext)).toEqual(message);
        }
        const wrong = kms.decryptData({ keyId, ciphertext: encrypted('sha1'), encryptionAlgorithm });
        await expect(wrong).rejects.toMatchObject({ code: 'DecryptFailed' });
      });
    },
  );
});

describe('data-key pairs of a vault on disk', () => {
  const keyId = 'alias/families/data';
  const encryptionContext = { tenant: 't-17' };

  test('sign for openssl once their private keys are opened again, and for node:crypto', async () => {
    const directory = await placeOfFamilies(keyId);
    const pairs = await asFay(directory, async (kms, vault) => {
      const specs = vault.describeAlgorithms().filter(({ dataKeyPairs }) => dataKeyPairs);
      const made = [];
      for (const { keySpec: keyPairSpec } of specs) {
        const request = { keyId, keyPairSpec, encryptionContext };
        made.push(await kms.createDataKeyPairWithoutPlaintext(request));
        if (keyPairSpec === 'EC_P256') {
          const whole = await kms.createDataKeyPair(request);
          const { plaintext } = await kms.decryptDataKey({ ciphertext: whole.privateKeyCiphertext, encryptionContext });
          expect(plaintext).toEqual(whole.privateKeyPlaintext);
        }
      }
      return made;
    });
    expect(pairs.map(({ keyPairSpec }) => keyPairSpec)).toHaveLength(9);
    const openssl = new OpenSsl();
    openssl.file('message', message);
    await using vault = await openFamilies(directory);
    const kms = vault.as(fay);
    for (const { keyPairSpec, privateKeyCiphertext: ciphertext, publicKey } of pairs) {
      await expect(kms.decryptDataKey({ ciphertext })).rejects.toMatchObject({ code: 'DecryptFailed' });
      const data = kms.decryptData({ ciphertext, encryptionContext });
      await expect(data).rejects.toMatchObject({ code: 'DecryptFailed' });
      const { plaintext } = await kms.decryptDataKey({ ciphertext, encryptionContext });
      if (isLattice(keyPairSpec)) {
        // RFC 9881: the seed stands at the end, the public key at the end of its own encoding.
        const lattice = lattices[keyPairSpec];
        const { publicKey: derived } = lattice.keygen(plaintext.subarray(-32));
        expect([keyPairSpec, Buffer.from(publicKey).subarray(-derived.length)]).toEqual([
          keyPairSpec,
          Buffer.from(derived),
        ]);
        continue;
      }
      openssl.file('private.der', plaintext);
      const signature = openssl.run('dgst', '-sha256', '-keyform', 'DER', '-sign', 'private.der', 'message');
      const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
      expect([keyPairSpec, verifySignature('sha256', message, key, signature)]).toEqual([keyPairSpec, true]);
    }
  });
});

describe('re-encryption in a vault on disk', () => {
  test('takes data through symmetric and RSA keys of all sizes, and decrypts after it was opened again', async () => {
    const route = ['alias/families/inbox-2048', 'alias/families/inbox-3072', 'alias/families/other-data'] as const;
    const directory = await placeOfFamilies('alias/families/data', ...route);
    const encryptionContext = { tenant: 't-17' };
    const { ciphertext: first } = await asFay(directory, (kms) =>
      kms.encryptData({ keyId: 'alias/families/data', plaintext: message, encryptionContext }),
    );
    let at: { keyId: string; algorithm: string; ciphertext: Uint8Array } = {
      keyId: 'alias/families/data',
      algorithm: 'SYMMETRIC_DEFAULT',
      ciphertext: first,
    };
    for (const destinationKeyId of route) {
      // Each step in an opening of its own, so that it works on what is on the disk.
      const moved = await asFay(directory, (kms) =>
        kms.reEncrypt({
          ciphertext: at.ciphertext,
          sourceKeyId: at.keyId,
          sourceEncryptionAlgorithm: at.algorithm,
          ...(at.algorithm === 'SYMMETRIC_DEFAULT' && { sourceEncryptionContext: encryptionContext }),
          destinationKeyId,
        }),
      );
      at = { keyId: destinationKeyId, algorithm: moved.destinationEncryptionAlgorithm, ciphertext: moved.ciphertext };
    }
    const opened = await asFay(directory, (kms) => kms.decryptData({ ciphertext: at.ciphertext }));
    expect(Buffer.from(opened.plaintext)).toEqual(message);
    const ended = (await auditEvents(directory))
      .flat()
      .filter(({ operation, phase }) => operation === 'reEncrypt' && phase !== 'intent');
    expect(ended.map(({ outcome }) => outcome)).toEqual(['success', 'success', 'success']);
  });

  test('keeps a data key a data key, and gives it to no RSA key', async () => {
    const keyId = 'alias/families/data';
    const destinationKeyId = 'alias/families/other-data';
    const inbox = 'alias/families/inbox-2048';
    const directory = await placeOfFamilies(keyId, destinationKeyId, inbox);
    await asFay(directory, async (kms) => {
      const { ciphertext, plaintext } = await kms.createDataKey({ keyId });
      const moved = await kms.reEncrypt({ ciphertext, destinationKeyId });
      expect((await kms.decryptDataKey({ ciphertext: moved.ciphertext, keyId: destinationKeyId })).plaintext).toEqual(
        plaintext,
      );
      await expect(kms.decryptData({ ciphertext: moved.ciphertext })).rejects.toMatchObject({ code: 'DecryptFailed' });
      const toRsa = kms.reEncrypt({ ciphertext, destinationKeyId: inbox });
      await expect(toRsa).rejects.toMatchObject({ code: 'UnsupportedPurpose' });
    });
  });
});

describe('what does not fit a key is refused with a code of its own', () => {
  test('usage, algorithm, type and length of the message, encryption context, key spec', async () => {
    const used = ['data', 'mac-256', 'rsa-2048', 'inbox-2048', 'p256', 'lattice-44'];
    const directory = await placeOfFamilies(...used.map((name) => `alias/families/${name}`));
    await asFay(directory, async (kms) => {
      const named = (name: string): { readonly keyId: string } => ({ keyId: `alias/families/${name}` });
      const digest = (length: number) => ({ message: new Uint8Array(length), messageType: 'DIGEST' as const });
      const oaep = { encryptionAlgorithm: 'RSAES_OAEP_SHA_256' };
      const cases: readonly (readonly [code: string, call: () => Promise<unknown>])[] = [
        ['WrongKeyUsage', () => kms.sign({ ...named('data'), message })],
        ['WrongKeyUsage', () => kms.sign({ ...named('mac-256'), message })],
        ['WrongKeyUsage', () => kms.sign({ ...named('inbox-2048'), message })],
        ['WrongKeyUsage', () => kms.generateMac({ ...named('p256'), message })],
        ['WrongKeyUsage', () => kms.generateMac({ ...named('data'), message })],
        ['WrongKeyUsage', () => kms.encryptData({ ...named('rsa-2048'), plaintext: message })],
        ['WrongKeyUsage', () => kms.encryptData({ ...named('lattice-44'), plaintext: message })],
        ['WrongKeyUsage', () => kms.createDataKey(named('mac-256'))],
        ['UnsupportedAlgorithm', () => kms.sign({ ...named('p256'), message, signingAlgorithm: 'ECDSA_SHA_384' })],
        [
          'UnsupportedAlgorithm',
          () => kms.sign({ ...named('lattice-44'), message, signingAlgorithm: 'ECDSA_SHA_256' }),
        ],
        ['UnsupportedAlgorithm', () => kms.generateMac({ ...named('mac-256'), message, macAlgorithm: 'HMAC_SHA_512' })],
        ['UnsupportedAlgorithm', () => kms.encryptData({ ...named('data'), plaintext: message, ...oaep })],
        [
          'UnsupportedAlgorithm',
          () =>
            kms.encryptData({ ...named('inbox-2048'), plaintext: message, encryptionAlgorithm: 'RSAES_OAEP_SHA_1' }),
        ],
        ['UnsupportedAlgorithm', () => kms.createDataKey(named('inbox-2048'))],
        [
          'UnsupportedEncryptionContext',
          () => kms.encryptData({ ...named('inbox-2048'), plaintext: message, ...oaep, encryptionContext: { a: '1' } }),
        ],
        [
          'UnsupportedEncryptionContext',
          () =>
            kms.decryptData({
              ...named('inbox-2048'),
              ciphertext: new Uint8Array(256),
              ...oaep,
              encryptionContext: { a: '1' },
            }),
        ],
        ['InputTooLarge', () => kms.encryptData({ ...named('inbox-2048'), plaintext: new Uint8Array(191), ...oaep })],
        ['InputTooLarge', () => kms.sign({ ...named('p256'), message: new Uint8Array(4_097) })],
        ['WrongDigestLength', () => kms.sign({ ...named('p256'), ...digest(31) })],
        ['WrongDigestLength', () => kms.sign({ ...named('rsa-2048'), ...digest(33) })],
        ['WrongDigestLength', () => kms.verify({ ...named('p256'), ...digest(48), signature: new Uint8Array(70) })],
        ['UnsupportedMessageType', () => kms.sign({ ...named('lattice-44'), ...digest(64) })],
        ['UnsupportedKeyPairSpec', () => kms.createDataKeyPair({ ...named('data'), keyPairSpec: 'HMAC_256' })],
        ['UnsupportedKeySpec', () => kms.createDataKeyPair({ ...named('data'), keyPairSpec: 'RSA_1024' })],
        ['NoPublicKey', () => kms.getPublicKey(named('data'))],
        ['NoPublicKey', () => kms.getPublicKey(named('mac-256'))],
      ];
      const told = await Promise.all(cases.map(async ([, call]) => call().then(() => 'done', codeOf)));
      expect(told).toEqual(cases.map(([code]) => code));
      const odd = kms.createKey({ alias: 'alias/families/odd', keySpec: 'EC_P256', keyUsage: 'ENCRYPT_DECRYPT' });
      await expect(odd).rejects.toMatchObject({ code: 'UnsupportedKeyUsage' });
    });
  });
});

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown }).code;
