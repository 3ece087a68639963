import { describe, expect, test } from 'vitest';
import { encodeContext } from './independent/encryption-context.ts';
import {
  reproducedCiphertexts,
  reproducedContexts,
  reproducedRootKey,
  reproducedStore,
  reproducedStreams,
} from './reproduced.ts';
import { readVectors, vectorText, type VectorFile, type Vectors } from './vector-files.ts';

/** What a file has to say: what the second implementation makes of the inputs in it. */
async function reproduced<Name extends VectorFile>(
  file: Name,
  reproduce: (given: Vectors<Name>) => Promise<Vectors<Name>>,
): Promise<{ readonly path: string; readonly text: string }> {
  return vectorText(file, await reproduce(readVectors(file)));
}

const files = {
  'every encryption context': () => reproduced('encryption-context', reproducedContexts),
  'every ciphertext': () => reproduced('ciphertext', reproducedCiphertexts),
  'every stream': () => reproduced('stream', reproducedStreams),
  'every record of a vault, its heads and its keyring': () => reproduced('store', reproducedStore),
  'a keyring under a passphrase': () => reproduced('root-key', reproducedRootKey),
};

test.each(Object.entries(files))(
  'a second implementation makes of the inputs, to the byte, %s',
  async (_name, reproduce) => {
    const { path, text } = await reproduce();
    await expect(text).toMatchFileSnapshot(path);
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
