import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Pairs } from './independent/encryption-context.ts';

const bytes = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2})*$/));
const pairs = v.array(v.pipe(v.tuple([v.string(), v.string()]), v.readonly()));
const about = v.string();
const name = v.string();
const reason = v.pipe(v.string(), v.minLength(10));

const EncryptionContexts = v.strictObject({
  about,
  encoded: v.array(v.strictObject({ name, pairs, encoding: bytes })),
  refused: v.array(v.strictObject({ name, reason, pairs })),
});

const Ciphertexts = v.strictObject({
  about,
  vectors: v.array(
    v.strictObject({
      name,
      material: bytes,
      keyId: v.string(),
      keyVersion: v.number(),
      purpose: v.number(),
      encryptionContext: pairs,
      plaintext: bytes,
      salt: bytes,
      nonce: bytes,
      info: bytes,
      encryptionKey: bytes,
      commitment: bytes,
      associatedData: bytes,
      ciphertext: bytes,
    }),
  ),
});

const Streams = v.strictObject({
  about,
  vectors: v.array(
    v.strictObject({
      name,
      material: bytes,
      keyId: v.string(),
      keyVersion: v.number(),
      encryptionContext: pairs,
      streamKey: bytes,
      salt: bytes,
      nonce: bytes,
      plaintextLength: v.number(),
      header: bytes,
      segmentKey: bytes,
      noncePrefix: bytes,
      streamLength: v.number(),
      sha256: bytes,
      stream: v.optional(bytes),
    }),
  ),
});

const Store = v.strictObject({
  about,
  rootKey: bytes,
  rootKeyText: v.string(),
  keyring: v.strictObject({
    path: v.literal('keyring'),
    revision: v.number(),
    content: v.string(),
    salt: bytes,
    nonce: bytes,
    value: bytes,
  }),
  records: v.array(
    v.strictObject({
      path: v.string(),
      names: v.optional(v.string()),
      changedAt: v.optional(v.number()),
      sealed: v.optional(v.number()),
      revision: v.number(),
      barrier: v.number(),
      salt: bytes,
      nonce: bytes,
      content: v.union([v.strictObject({ text: v.string() }), v.strictObject({ hex: bytes })]),
      value: bytes,
    }),
  ),
});

const RootKey = v.strictObject({
  about,
  passphrase: v.string(),
  prepared: bytes,
  parameters: bytes,
  salt: bytes,
  rootKey: bytes,
  nonce: bytes,
  content: v.string(),
  wrapped: bytes,
});

const refusedAs = v.picklist(['decryptData', 'decryptDataKey', 'decryptStream']);
const beside = { encryptionContext: pairs, expectedKeyId: v.optional(v.string()) };
const piece = v.union([v.strictObject({ from: v.number(), to: v.number() }), v.strictObject({ hex: bytes })]);

const Refused = v.strictObject({
  about,
  vectors: v.array(
    v.union([
      v.strictObject({ name, reason, operation: refusedAs, ...beside, hex: bytes }),
      v.strictObject({ name, reason, operation: refusedAs, ...beside, base: v.string(), pieces: v.array(piece) }),
    ]),
  ),
});

const schemas = {
  'encryption-context': EncryptionContexts,
  ciphertext: Ciphertexts,
  stream: Streams,
  store: Store,
  'root-key': RootKey,
  refused: Refused,
} as const;

type Schemas = typeof schemas;
export type VectorFile = keyof Schemas;
export type Vectors<Name extends VectorFile> = v.InferOutput<Schemas[Name]>;

export type RefusedVector = Vectors<'refused'>['vectors'][number];

function urlOf(file: VectorFile): URL {
  return new URL(`../../docs/vectors/${file}.json`, import.meta.url);
}

/** One of the files of `docs/vectors`, checked. */
export function readVectors<Name extends VectorFile>(file: Name): Vectors<Name> {
  return v.parse(schemas[file], JSON.parse(readFileSync(urlOf(file), 'utf8')));
}

// Beyond ASCII everything is escaped, so that no editor can normalise what a vector says.
function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Writes a file of `docs/vectors` anew; the formatter makes it readable. */
export function writeVectors<Name extends VectorFile>(file: Name, vectors: Vectors<Name>): void {
  writeFileSync(urlOf(file), JSON.stringify(vectors, null, 2).replaceAll(/[\u007f-\uffff]/g, escape));
}

/** A context as JavaScript callers give it. */
export function contextObject(context: Pairs): Record<string, string> {
  return Object.fromEntries(context);
}

/** The plaintext of a stream vector. */
export function patternOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}
