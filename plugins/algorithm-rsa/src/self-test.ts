import { createHash, createPrivateKey } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import { knownCiphertexts, knownKey, knownPlaintext, knownSignatures } from './known-answers.ts';
import { LoadedRsaKey } from './loaded-rsa-key.ts';
import type { RsaPrimitives } from './primitives.ts';
import type { RsaSigner } from './rsa-signer.ts';
import { signingAlgorithm } from './signing-algorithms.ts';

/**
 * Lets the primitives sign, verify, encrypt and decrypt what is known. Signatures of digests are verified but not made,
 * which would start a thread.
 *
 * @throws VaultError `PluginMisbehaved` if an answer is wrong or missing.
 */
export async function selfTest(primitives: RsaPrimitives): Promise<void> {
  const key = createPrivateKey({ key: knownKey, format: 'jwk' });
  const loaded = new LoadedRsaKey({ keySpec: 'RSA_2048', modulusBits: 2_048 }, key, primitives);
  try {
    await Promise.all([
      passes('RSASSA-PKCS1-v1_5', () => signsAsKnown(loaded)),
      passes('RSASSA-PSS', () => signsWithSalt(loaded)),
      passes('RSAES-OAEP', () => decryptsAsKnown(loaded)),
    ]);
  } finally {
    loaded.dispose();
  }
}

async function passes(scheme: string, test: () => Promise<boolean>): Promise<void> {
  let cause: unknown;
  const passed = await test().catch((error: unknown) => {
    cause = error;
    return false;
  });
  if (passed) return;
  throw new VaultError(
    'PluginMisbehaved',
    `The self-test of ${scheme} failed: node:crypto gives other answers than are known. No RSA key can be used here; ` +
      'look at the version of Node.js and the configuration of OpenSSL.',
    { cause },
  );
}

/** PKCS #1 v1.5 has one signature for a message. */
async function signsAsKnown({ signer }: LoadedRsaKey): Promise<boolean> {
  const name = 'RSASSA_PKCS1_V1_5_SHA_256';
  const { message, signature } = knownSignatures[name];
  return same(await signer.sign(name, 'RAW', message), signature) && verifies(signer, name, message, signature);
}

/** PSS has many: the known one must fit, and a new one. */
async function signsWithSalt({ signer }: LoadedRsaKey): Promise<boolean> {
  const name = 'RSASSA_PSS_SHA_384';
  const { message, signature } = knownSignatures[name];
  const another = await signer.sign(name, 'RAW', message);
  return verifies(signer, name, message, signature) && verifies(signer, name, message, another);
}

/** True if the signature fits the message and its digest, and no other message. */
function verifies(signer: RsaSigner, name: string, message: Uint8Array, signature: Uint8Array): boolean {
  const { hash } = signingAlgorithm(name);
  const digest = createHash(hash).update(message).digest();
  return (
    signer.verify(name, 'RAW', message, signature) &&
    signer.verify(name, 'DIGEST', digest, signature) &&
    !signer.verify(name, 'RAW', digest, signature)
  );
}

async function decryptsAsKnown({ publicEncryption }: LoadedRsaKey): Promise<boolean> {
  const name = 'RSAES_OAEP_SHA_256';
  const ciphertexts = [
    [name, knownCiphertexts[name]],
    ['RSAES_OAEP_SHA_1', knownCiphertexts.RSAES_OAEP_SHA_1],
    [name, publicEncryption.encrypt(name, knownPlaintext)],
  ] as const;
  const plaintexts = await Promise.all(
    ciphertexts.map(([algorithm, ciphertext]) => publicEncryption.decrypt(algorithm, ciphertext)),
  );
  return plaintexts.every((plaintext) => plaintext !== undefined && same(plaintext, knownPlaintext));
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
