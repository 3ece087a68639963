import * as v from 'valibot';
import { equal, join, number, textOf, utf8 } from './bytes.ts';
import { decrypt, encrypt, hkdf } from './primitives.ts';

const secret = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{43}$/),
  v.transform((text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))),
);

const Keyring = v.strictObject({
  format: v.literal(1),
  vaultId: v.string(),
  region: v.string(),
  domainId: v.string(),
  generation: v.pipe(v.number(), v.integer(), v.minValue(1)),
  index: secret,
  head: secret,
  marker: secret,
  barriers: v.pipe(v.array(v.strictObject({ id: v.number(), key: secret })), v.nonEmpty()),
});

export type Keyring = v.InferOutput<typeof Keyring>;

const callers = utf8('chatelaine/v1/keyring');

export function parseKeyring(plain: Uint8Array): Keyring {
  return v.parse(Keyring, JSON.parse(textOf(plain)));
}

function associatedData(prefix: Uint8Array): Uint8Array {
  return join(number(prefix.length, 4), prefix, number(callers.length, 4), callers);
}

async function derive(rootKey: Uint8Array, salt: Uint8Array) {
  const derived = await hkdf(rootKey, salt, utf8('chatelaine/root-key/v1'), 64);
  return { encryptionKey: derived.subarray(0, 32), commitment: derived.subarray(32) };
}

/** Under which method and parameters, with what randomness. */
export interface Wrapping {
  readonly method: number;
  readonly parameters: Uint8Array;
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
}

export async function wrapKeyring(
  rootKey: Uint8Array,
  plain: Uint8Array,
  { method, parameters, salt, nonce }: Wrapping,
): Promise<Uint8Array> {
  const { encryptionKey, commitment } = await derive(rootKey, salt);
  const prefix = join(number(1, 1), number(method, 1), parameters, salt, commitment, nonce);
  return join(prefix, await encrypt(encryptionKey, nonce, associatedData(prefix), plain));
}

/** What was wrapped under a root key of method 1, or `undefined`. */
export async function unwrapKeyring(rootKey: Uint8Array, wrapped: Uint8Array): Promise<Uint8Array | undefined> {
  if (wrapped.length < 78 || wrapped[0] !== 1 || wrapped[1] !== 1) return undefined;
  const { encryptionKey, commitment } = await derive(rootKey, wrapped.subarray(2, 18));
  if (!equal(commitment, wrapped.subarray(18, 50))) return undefined;
  return decrypt(
    encryptionKey,
    wrapped.subarray(50, 62),
    associatedData(wrapped.subarray(0, 62)),
    wrapped.subarray(62),
  );
}
