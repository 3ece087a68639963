import { webcrypto } from 'node:crypto';
import { wrappingAlgorithms, type WrappingAlgorithm } from './wrapping-algorithms.ts';

const { subtle } = webcrypto;
const name = 'RSA-OAEP';

/**
 * RSAES-OAEP-DECRYPT (RFC 8017 §7.1.2), off the calling thread; `undefined` whatever the reason. WebCrypto and not
 * `privateDecrypt`, which blocks the calling thread and tells two reasons of failure apart.
 *
 * @param privateKey The DER of a PKCS #8 PrivateKeyInfo.
 */
export async function decryptOaep(
  algorithm: WrappingAlgorithm,
  privateKey: Uint8Array,
  ciphertext: Uint8Array,
): Promise<Uint8Array | undefined> {
  const parameters = { name, hash: wrappingAlgorithms[algorithm] };
  const key = await subtle.importKey('pkcs8', privateKey, parameters, false, ['decrypt']);
  try {
    return new Uint8Array(await subtle.decrypt({ name }, key, ciphertext));
  } catch {
    return undefined;
  }
}
