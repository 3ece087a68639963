import { join, number, numberAt, utf8 } from './bytes.ts';
import type { Keyring } from './keyring.ts';
import { decrypt, encrypt, hkdf } from './primitives.ts';

/** Where a record lies. */
export interface Place {
  readonly path: string;
  readonly revision: number;
}

/** What is drawn anew for each record that is sealed. */
export interface RecordRandomness {
  readonly barrier: number;
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
}

async function keyFor(keyring: Keyring, barrier: number, salt: Uint8Array, path: string) {
  const found = keyring.barriers.find(({ id }) => id === barrier);
  if (found === undefined) return undefined;
  const kind = path.split('/', 1)[0] ?? '';
  return hkdf(found.key, salt, utf8(`chatelaine/v1/record\0${kind}\0${path}`), 32);
}

function associatedData(
  { vaultId, region, domainId }: Keyring,
  barrier: number,
  { path, revision }: Place,
): Uint8Array {
  return utf8(['1', vaultId, region, domainId, barrier, path, revision].join('\0'));
}

export async function sealRecord(
  keyring: Keyring,
  place: Place,
  content: Uint8Array,
  { barrier, salt, nonce }: RecordRandomness,
): Promise<Uint8Array> {
  const key = await keyFor(keyring, barrier, salt, place.path);
  if (key === undefined) throw new TypeError(`there is no barrier ${barrier}`);
  const body = await encrypt(key, nonce, associatedData(keyring, barrier, place), content);
  return join(number(1, 1), number(barrier, 4), salt, nonce, body);
}

/** The content, or `undefined` if it is not what was sealed for this place. */
export async function openRecord(keyring: Keyring, place: Place, sealed: Uint8Array): Promise<Uint8Array | undefined> {
  if (sealed.length < 49 || sealed[0] !== 1) return undefined;
  const barrier = numberAt(sealed, 1, 4);
  const key = await keyFor(keyring, barrier, sealed.subarray(5, 21), place.path);
  if (key === undefined) return undefined;
  return decrypt(key, sealed.subarray(21, 33), associatedData(keyring, barrier, place), sealed.subarray(33));
}
