import type { CallerOperations, EncryptionContext } from '@chatelaine/core';
import type { Vault } from '@chatelaine/vault';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { drained, inPieces } from './drained.ts';
import { join, unhex } from './independent/bytes.ts';
import { openCiphertext, purposes, type VersionedKey } from './independent/ciphertext.ts';
import { encodeContext } from './independent/encryption-context.ts';
import { openStream } from './independent/stream.ts';
import { streamOf } from './reproduced.ts';
import { openVaultOver, rootKeyVariable, storeHolding, vectorRecords } from './vault-over.ts';
import { contextObject, readVectors, type RefusedVector } from './vector-files.ts';

const image = readVectors('store');
const ciphertexts = readVectors('ciphertext').vectors;
const streams = readVectors('stream').vectors;
const { vectors } = readVectors('refused');

const keys: readonly VersionedKey[] = [...ciphertexts, ...streams].map((each) => ({
  ...each,
  material: unhex(each.material),
}));

/** The bytes of the ciphertext or stream of this name. */
async function baseOf(name: string): Promise<Uint8Array> {
  const ciphertext = ciphertexts.find((each) => each.name === name);
  if (ciphertext !== undefined) return unhex(ciphertext.ciphertext);
  const stream = streams.find((each) => each.name === name);
  if (stream === undefined) throw new TypeError(`there is no vector ${name}`);
  return (await streamOf(stream)).stream;
}

async function bytesOf(vector: RefusedVector): Promise<Uint8Array> {
  if ('hex' in vector) return unhex(vector.hex);
  const base = await baseOf(vector.base);
  return join(...vector.pieces.map((piece) => ('hex' in piece ? unhex(piece.hex) : base.slice(piece.from, piece.to))));
}

type Open = (
  kms: CallerOperations,
  ciphertext: Uint8Array,
  beside: { readonly encryptionContext: EncryptionContext; readonly keyId?: string },
) => Promise<unknown>;

const operations: Readonly<Record<RefusedVector['operation'], Open>> = {
  decryptData: (kms, ciphertext, beside) => kms.decryptData({ ciphertext, ...beside }),
  decryptDataKey: (kms, ciphertext, beside) => kms.decryptDataKey({ ciphertext, ...beside }),
  decryptStream: async (kms, ciphertext, beside) => {
    const { plaintext } = await kms.decryptStream({ ciphertext: inPieces(ciphertext, 40_000), ...beside });
    return drained(plaintext);
  },
};

/** What an operation opens, of the purposes that it opens. */
function purposeOf(operation: RefusedVector['operation'], bytes: Uint8Array): number {
  if (operation === 'decryptData') return purposes.data;
  return bytes[2] === purposes.dataKeyPair ? purposes.dataKeyPair : purposes.dataKey;
}

let vault: Vault;

beforeAll(async () => {
  vi.stubEnv(rootKeyVariable, image.rootKeyText);
  vault = await openVaultOver(await storeHolding(vectorRecords(image)), { region: 'eu-test-1', domainId: 'domain1' });
});

afterAll(async () => {
  await vault.close();
  vi.unstubAllEnvs();
});

describe.each(vectors)('$operation of "$name"', (vector) => {
  const { operation, encryptionContext, expectedKeyId } = vector;

  test('is refused by the vault like any other', async () => {
    const beside = {
      encryptionContext: contextObject(encryptionContext),
      ...(expectedKeyId !== undefined && { keyId: expectedKeyId }),
    };
    const refused = operations[operation](vault.as({ id: 'user:alice' }), await bytesOf(vector), beside);
    await expect(refused).rejects.toMatchObject({
      code: 'DecryptFailed',
      message:
        'The ciphertext can not be decrypted. Check that it is whole and unchanged, that it was made by this vault for ' +
        'this operation, and that the encryption context is the one that it was made with. One that was made with a ' +
        'public key needs the key and the encryption algorithm beside it.',
    });
  });

  test('is refused by a second implementation', async () => {
    const known = keys.filter(({ keyId }) => expectedKeyId === undefined || keyId === expectedKeyId);
    const context = encodeContext(encryptionContext) ?? new Uint8Array(0);
    const bytes = await bytesOf(vector);
    const opened =
      operation === 'decryptStream'
        ? await openStream(known, context, bytes)
        : await openCiphertext(known, purposeOf(operation, bytes), context, bytes);
    expect(opened).toBeUndefined();
  });
});

test('what is refused begins with what opens: every base is opened as it is', async () => {
  const bases = new Set(vectors.flatMap((vector) => ('base' in vector ? [vector.base] : [])));
  for (const name of bases) {
    const stream = streams.find((each) => each.name === name);
    const ciphertext = ciphertexts.find((each) => each.name === name);
    const context = encodeContext((stream ?? ciphertext)?.encryptionContext ?? []) ?? new Uint8Array(0);
    const opened = stream
      ? openStream(keys, context, await baseOf(name))
      : openCiphertext(keys, ciphertext?.purpose ?? 0, context, await baseOf(name));
    expect(await opened).toBeDefined();
  }
});
