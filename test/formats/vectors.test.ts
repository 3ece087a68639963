import { describe, expect, test } from 'vitest';
import { encodeContext } from './independent/encryption-context.ts';
import {
  reproducedCiphertexts,
  reproducedContexts,
  reproducedRootKey,
  reproducedStore,
  reproducedStreams,
} from './reproduced.ts';
import { readVectors, type VectorFile, type Vectors, writeVectors } from './vector-files.ts';

/**
 * What a file says, and what the second implementation makes of the inputs in it. With UPDATE_VECTORS=1 the file is
 * written anew: for a new version of a format, never to make a test pass.
 */
async function bothOf<Name extends VectorFile>(
  file: Name,
  reproduce: (given: Vectors<Name>) => Promise<Vectors<Name>>,
): Promise<{ readonly given: Vectors<Name>; readonly made: Vectors<Name> }> {
  const given = readVectors(file);
  const made = await reproduce(given);
  if (process.env['UPDATE_VECTORS'] === '1') writeVectors(file, made);
  return { given, made };
}

const files = {
  'every encryption context': () => bothOf('encryption-context', reproducedContexts),
  'every ciphertext': () => bothOf('ciphertext', reproducedCiphertexts),
  'every stream': () => bothOf('stream', reproducedStreams),
  'every record of a vault, its heads and its keyring': () => bothOf('store', reproducedStore),
  'a keyring under a passphrase': () => bothOf('root-key', reproducedRootKey),
};

test.each(Object.entries(files))(
  'a second implementation makes of the inputs, to the byte, %s',
  async (_name, both) => {
    const { given, made } = await both();
    expect(made).toEqual(given);
  },
);

describe('a second implementation refuses', () => {
  test.each(readVectors('encryption-context').refused)('the encryption context with $name', ({ pairs }) => {
    expect(encodeContext(pairs)).toBeUndefined();
  });
});

test('the names of vectors are theirs alone', () => {
  for (const file of ['ciphertext', 'stream', 'refused'] as const) {
    const vectors: readonly { readonly name: string; readonly operation?: string }[] = readVectors(file).vectors;
    const names = vectors.map(({ name, operation = '' }) => `${operation} ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});
