import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** What a wrapping key can be. */
export type WrappingKeySpec = 'RSA_2048' | 'RSA_3072' | 'RSA_4096';

const modulusBits: Readonly<Record<WrappingKeySpec, number>> = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 };

export const wrappingKeySpecs: readonly string[] = Object.keys(modulusBits);

export function isWrappingKeySpec(value: unknown): value is WrappingKeySpec {
  return typeof value === 'string' && Object.hasOwn(modulusBits, value);
}

/** A key pair that material is wrapped under, in DER. */
interface WrappingKey {
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** PKCS #8 PrivateKeyInfo; whoever gets it overwrites it. */
  readonly privateKey: Uint8Array;
}

const generate = promisify(generateKeyPair);

/** Makes a new key pair, off the calling thread. */
export async function newWrappingKey(spec: WrappingKeySpec): Promise<WrappingKey> {
  const { publicKey, privateKey } = await generate('rsa', {
    modulusLength: modulusBits[spec],
    publicExponent: 65_537,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return { publicKey: new Uint8Array(publicKey), privateKey };
}
