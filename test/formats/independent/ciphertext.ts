import { equal, hex, join, number, numberAt, unhex, utf8 } from './bytes.ts';
import { decrypt, encrypt, hkdf } from './primitives.ts';

export const purposes = { data: 1, dataKey: 2, dataKeyPair: 3, stream: 4 } as const;

/** The material of one version of a key. */
export interface VersionedKey {
  readonly keyId: string;
  readonly keyVersion: number;
  readonly material: Uint8Array;
}

/** Everything on the way to a ciphertext. */
export interface Sealed {
  readonly info: Uint8Array;
  readonly encryptionKey: Uint8Array;
  readonly commitment: Uint8Array;
  readonly associatedData: Uint8Array;
  readonly ciphertext: Uint8Array;
}

const shortest = 99;

function headerOf(purpose: number, { keyId, keyVersion }: VersionedKey): Uint8Array {
  return join(number(1, 1), number(1, 1), number(purpose, 1), unhex(keyId.replaceAll('-', '')), number(keyVersion, 4));
}

async function derive(material: Uint8Array, salt: Uint8Array, header: Uint8Array) {
  const info = join(utf8('chatelaine/v1'), header);
  const derived = await hkdf(material, salt, info, 64);
  return { info, encryptionKey: derived.subarray(0, 32), commitment: derived.subarray(32) };
}

/** @param context The canonical encryption context. */
export async function sealCiphertext(
  key: VersionedKey,
  purpose: number,
  context: Uint8Array,
  plaintext: Uint8Array,
  { salt, nonce }: { readonly salt: Uint8Array; readonly nonce: Uint8Array },
): Promise<Sealed> {
  const header = headerOf(purpose, key);
  const derived = await derive(key.material, salt, header);
  const prefix = join(header, salt, derived.commitment, nonce);
  const associatedData = join(prefix, context);
  const body = await encrypt(derived.encryptionKey, nonce, associatedData, plaintext);
  return { ...derived, associatedData, ciphertext: join(prefix, body) };
}

/** The plaintext, or `undefined`. */
export async function openCiphertext(
  keys: readonly VersionedKey[],
  purpose: number,
  context: Uint8Array,
  ciphertext: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (ciphertext.length < shortest || ciphertext[0] !== 1 || ciphertext[1] !== 1 || ciphertext[2] !== purpose) {
    return undefined;
  }
  const id = hex(ciphertext.subarray(3, 19));
  const version = numberAt(ciphertext, 19, 4);
  const key = keys.find(({ keyId, keyVersion }) => keyId.replaceAll('-', '') === id && keyVersion === version);
  if (key === undefined) return undefined;
  const derived = await derive(key.material, ciphertext.subarray(23, 39), ciphertext.subarray(0, 23));
  if (!equal(derived.commitment, ciphertext.subarray(39, 71))) return undefined;
  const associatedData = join(ciphertext.subarray(0, 83), context);
  return decrypt(derived.encryptionKey, ciphertext.subarray(71, 83), associatedData, ciphertext.subarray(83));
}
