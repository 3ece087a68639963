import { createHash, createPublicKey } from 'node:crypto';
import type { CallerOperations } from '@chatelaine/core';
import type { Vault } from '@chatelaine/vault';
import type { Handle } from 'pkcs11js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSoftHsm, type SoftHsm, whyNoSoftHsm } from './softhsm.ts';
import { beginImport, openImportingVault } from './wrapping.ts';

const missing = whyNoSoftHsm();
// CI has it, and must not go on without a word.
if (missing !== undefined && process.env['CHATELAINE_REQUIRE_SOFTHSM'] === '1') throw new Error(missing);
if (missing !== undefined) console.info(`Skipped: imports from SoftHSM. ${missing}.`);

const message = Buffer.from('a message');
const oids: Readonly<Record<string, string>> = {
  EC_P256: '06082a8648ce3d030107',
  EC_P384: '06052b81040022',
};

// SoftHSM 2.6 has OAEP with SHA-1 alone: that is whom the algorithm is for.
describe.skipIf(missing !== undefined)('a key of SoftHSM', () => {
  let hsm: SoftHsm;
  let vault: Vault;
  let kms: CallerOperations;

  beforeAll(async () => {
    hsm = openSoftHsm();
    vault = await openImportingVault();
    kms = vault.as({ id: 'user:alice' });
  });

  afterAll(async () => {
    await vault.close();
    hsm.close();
  });

  const begin = (request: Parameters<typeof beginImport>[1]) => beginImport(kms, request, 'RSAES_OAEP_SHA_1');

  function wrappingKey(publicKey: Uint8Array): Handle {
    const { library, pkcs11, session } = hsm;
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const { n = '', e = '' } = key.export({ format: 'jwk' });
    return pkcs11.C_CreateObject(session, [
      { type: library.CKA_CLASS, value: library.CKO_PUBLIC_KEY },
      { type: library.CKA_KEY_TYPE, value: library.CKK_RSA },
      { type: library.CKA_WRAP, value: true },
      { type: library.CKA_ENCRYPT, value: true },
      { type: library.CKA_TOKEN, value: false },
      { type: library.CKA_MODULUS, value: Buffer.from(n, 'base64url') },
      { type: library.CKA_PUBLIC_EXPONENT, value: Buffer.from(e, 'base64url') },
    ]);
  }

  function wrapWithOaep(publicKey: Uint8Array, key: Handle): Uint8Array {
    const { library, pkcs11, session } = hsm;
    const parameter = {
      type: library.CK_PARAMS_RSA_OAEP,
      hashAlg: library.CKM_SHA_1,
      mgf: library.CKG_MGF1_SHA1,
      source: 1,
    };
    const mechanism = { mechanism: library.CKM_RSA_PKCS_OAEP, parameter };
    return pkcs11.C_WrapKey(session, mechanism, wrappingKey(publicKey), key, Buffer.alloc(1_024));
  }

  function secretKey(type: number, bytes: number): Handle {
    const { library, pkcs11, session } = hsm;
    const isAes = type === library.CKK_AES;
    const mechanism = isAes ? library.CKM_AES_KEY_GEN : library.CKM_GENERIC_SECRET_KEY_GEN;
    return pkcs11.C_GenerateKey(session, { mechanism }, [
      { type: library.CKA_CLASS, value: library.CKO_SECRET_KEY },
      { type: library.CKA_KEY_TYPE, value: type },
      { type: library.CKA_VALUE_LEN, value: bytes },
      { type: library.CKA_TOKEN, value: false },
      { type: library.CKA_EXTRACTABLE, value: true },
      { type: library.CKA_SENSITIVE, value: false },
      ...(isAes
        ? [
            { type: library.CKA_WRAP, value: true },
            { type: library.CKA_ENCRYPT, value: true },
          ]
        : [
            { type: library.CKA_SIGN, value: true },
            { type: library.CKA_VERIFY, value: true },
          ]),
    ]);
  }

  function keyPair(mechanism: number, parameters: { readonly type: number; readonly value: Buffer | number }[]) {
    const { library, pkcs11, session } = hsm;
    return pkcs11.C_GenerateKeyPair(
      session,
      { mechanism },
      [...parameters, { type: library.CKA_VERIFY, value: true }, { type: library.CKA_TOKEN, value: false }],
      [
        { type: library.CKA_SIGN, value: true },
        { type: library.CKA_TOKEN, value: false },
        { type: library.CKA_EXTRACTABLE, value: true },
        { type: library.CKA_SENSITIVE, value: false },
      ],
    );
  }

  /** A private key under a temporary AES key of the HSM, and that under the key of the import. */
  function wrapPrivateKey(publicKey: Uint8Array, key: Handle) {
    const { library, pkcs11, session } = hsm;
    const temporary = secretKey(library.CKK_AES, 32);
    const mechanism = { mechanism: library.CKM_AES_KEY_WRAP_PAD };
    return {
      encryptedKeyMaterial: wrapWithOaep(publicKey, temporary),
      encryptedPrivateKey: new Uint8Array(pkcs11.C_WrapKey(session, mechanism, temporary, key, Buffer.alloc(8_192))),
    };
  }

  const signed = (mechanism: number, key: Handle, bytes: Buffer): Buffer => {
    hsm.pkcs11.C_SignInit(hsm.session, { mechanism }, key);
    return hsm.pkcs11.C_Sign(hsm.session, bytes, Buffer.alloc(1_024));
  };

  test.each([
    ['HMAC_256', 32, 'CKM_SHA256_HMAC'],
    ['HMAC_384', 48, 'CKM_SHA384_HMAC'],
    ['HMAC_512', 64, 'CKM_SHA512_HMAC'],
  ] as const)('%s makes the same codes here and there', async (keySpec, bytes, mechanism) => {
    const { library } = hsm;
    const key = secretKey(library.CKK_GENERIC_SECRET, bytes);
    const { importToken, keyId, publicKey } = await begin({ keySpec });
    await kms.importKeyMaterial({ keyId, importToken, encryptedKeyMaterial: wrapWithOaep(publicKey, key) });
    const { mac } = await kms.generateMac({ keyId, message });
    expect(Buffer.from(mac)).toEqual(signed(library[mechanism], key, message));
  });

  test('AES_256 encrypts and decrypts, and is the same when it comes again', async () => {
    const { library } = hsm;
    const key = secretKey(library.CKK_AES, 32);
    const { importToken, keyId, publicKey } = await begin({ keySpec: 'AES_256' });
    await kms.importKeyMaterial({ keyId, importToken, encryptedKeyMaterial: wrapWithOaep(publicKey, key) });
    const { ciphertext } = await kms.encryptData({ keyId, plaintext: message });
    await kms.deleteImportedKeyMaterial({ keyId });
    const again = await kms.getParametersForImport({ keyId, wrappingAlgorithm: 'RSAES_OAEP_SHA_1' });
    const encryptedKeyMaterial = wrapWithOaep(again.publicKey, key);
    await kms.importKeyMaterial({ keyId, importToken: again.importToken, encryptedKeyMaterial });
    expect(Buffer.from((await kms.decryptData({ ciphertext })).plaintext)).toEqual(message);
  });

  test('RSA_2048 signs what the HSM signs: PKCS #1 v1.5 leaves no choice', async () => {
    const { library } = hsm;
    const { privateKey } = keyPair(library.CKM_RSA_PKCS_KEY_PAIR_GEN, [
      { type: library.CKA_MODULUS_BITS, value: 2_048 },
      { type: library.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
    ]);
    const { importToken, keyId, publicKey } = await begin({ keySpec: 'RSA_2048', keyUsage: 'SIGN_VERIFY' });
    await kms.importKeyMaterial({ keyId, importToken, ...wrapPrivateKey(publicKey, privateKey) });
    const signingAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
    const { signature } = await kms.sign({ keyId, message, signingAlgorithm });
    expect(Buffer.from(signature)).toEqual(signed(library.CKM_SHA256_RSA_PKCS, privateKey, message));
  });

  test.each([
    ['EC_P256', 'sha256'],
    ['EC_P384', 'sha384'],
  ])('%s signs what the HSM verifies, and the other way', async (keySpec, digest) => {
    const { library, pkcs11, session } = hsm;
    const { privateKey, publicKey: theirs } = keyPair(library.CKM_EC_KEY_PAIR_GEN, [
      { type: library.CKA_EC_PARAMS, value: Buffer.from(oids[keySpec] ?? '', 'hex') },
    ]);
    const { importToken, keyId, publicKey } = await begin({ keySpec });
    await kms.importKeyMaterial({ keyId, importToken, ...wrapPrivateKey(publicKey, privateKey) });
    const hash = createHash(digest).update(message).digest();
    const { signature } = await kms.sign({ keyId, message });
    pkcs11.C_VerifyInit(session, { mechanism: library.CKM_ECDSA }, theirs);
    expect(pkcs11.C_Verify(session, hash, rawOf(signature, hash.length))).toBe(true);
    const der = derOf(signed(library.CKM_ECDSA, privateKey, hash));
    expect(await kms.verify({ keyId, message, signature: der })).toMatchObject({ signatureValid: true });
  });
});

/** r ‖ s, as PKCS #11 has it, of a DER signature. */
function rawOf(der: Uint8Array, size: number): Buffer {
  const bytes = Buffer.from(der);
  const r = bytes.subarray(4, 4 + (bytes[3] ?? 0));
  const s = bytes.subarray(6 + r.length);
  const padded = (integer: Buffer): Buffer => {
    const unsigned = integer[0] === 0 ? integer.subarray(1) : integer;
    return Buffer.concat([Buffer.alloc(size - unsigned.length), unsigned]);
  };
  return Buffer.concat([padded(r), padded(s)]);
}

/** The DER of r ‖ s. */
function derOf(raw: Buffer): Buffer {
  const integer = (bytes: Buffer): Buffer => {
    let start = 0;
    while (bytes[start] === 0) start += 1;
    const minimal = bytes.subarray(start);
    const value = (minimal[0] ?? 0) > 127 ? Buffer.concat([Buffer.alloc(1), minimal]) : minimal;
    return Buffer.concat([Buffer.from([2, value.length]), value]);
  };
  const body = Buffer.concat([integer(raw.subarray(0, raw.length / 2)), integer(raw.subarray(raw.length / 2))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
