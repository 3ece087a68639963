import { SecretBytes, VaultError, type Algorithm, type KeyId, type MaterialContext } from '@chatelaine/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { ImportedMaterial } from '../src/imported-material.ts';
import { sealSession } from '../src/import-session.ts';
import { areMissing, keyWrapGroups, oaepGroups } from './wycheproof.ts';
import { encryptOaep } from './wrapping.ts';

const source = new ImportedMaterial(true);
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

function contextOf(materialForm: 'raw' | 'pkcs8'): MaterialContext {
  const keyId = '0d0466b0-e727-4d9c-b35d-f84bb474a37f' as KeyId;
  return { keyId, algorithm: { materialForm } as Algorithm, now: 0 };
}

/** The material in hexadecimal digits, or the code of the error. */
async function finished(form: 'raw' | 'pkcs8', session: Uint8Array, input: object): Promise<string> {
  try {
    const material = await source.finish(contextOf(form), SecretBytes.take(new Uint8Array(session)), input);
    return material.use((bytes) => Buffer.from(bytes).toString('hex'));
  } catch (error) {
    return VaultError.is(error) ? error.code : String(error);
  }
}

test.skipIf(areMissing)('there are vectors of RSAES-OAEP and of AES key wrap', () => {
  expect([oaepGroups.length, keyWrapGroups.length]).not.toContain(0);
});

describe.skipIf(areMissing)('of the Wycheproof vectors of RSAES-OAEP', () => {
  for (const { privateKeyPkcs8, tests } of oaepGroups) {
    const session = sealSession('RSAES_OAEP_SHA_256', bytesOf(privateKeyPkcs8)).use((bytes) => new Uint8Array(bytes));

    test(`those with an empty label decrypt as Wycheproof says, and those with another never (${tests.length})`, async () => {
      for (const { tcId, ct, msg, label, result } of tests) {
        const expected = result === 'valid' && label === '' ? msg : 'ImportFailed';
        const material = await finished('raw', session, { encryptedKeyMaterial: bytesOf(ct) });
        expect({ tcId, material }).toEqual({ tcId, material: expected });
      }
    });
  }
});

describe.skipIf(areMissing)('of the Wycheproof vectors of AES key wrap with padding', () => {
  let wrapKey: (key: Uint8Array) => Uint8Array;
  let session: Uint8Array;

  beforeAll(async () => {
    const begun = await source.begin(contextOf('pkcs8'), { wrappingAlgorithm: 'RSAES_OAEP_SHA_256' });
    const { publicKey } = begun.forCaller;
    if (publicKey === undefined) throw new Error('The source gave no public key.');
    const parameters = { publicKey, wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrappingKeySpec: 'RSA_2048' };
    session = begun.session.use((bytes) => new Uint8Array(bytes));
    wrapKey = (key) => encryptOaep(parameters, key);
  });

  for (const { keySize, tests } of keyWrapGroups) {
    const taken = keySize === 256;
    test(`keys of ${keySize} bits: ${taken ? 'all unwrap as Wycheproof says' : 'none unwraps'} (${tests.length})`, async () => {
      for (const { tcId, key, msg, ct, result } of tests) {
        const input = { encryptedKeyMaterial: wrapKey(bytesOf(key)), encryptedPrivateKey: bytesOf(ct) };
        const material = await finished('pkcs8', session, input);
        expect({ tcId, material }).toEqual({ tcId, material: taken && result === 'valid' ? msg : 'ImportFailed' });
      }
    });
  }
});
