import { wycheproofVectors } from '@chatelaine/conformance/wycheproof';
import { expect, test } from 'vitest';
import { readWorkspaces } from '../architecture/repository.ts';

const vectors = wycheproofVectors({
  folder: new URL('../../../shared/vectors/wycheproof/', import.meta.url),
  about: 'all plugins',
  names: /\.json$/,
  needed: [],
});

/** What the tests read: the names of files, and the patterns of names, that stand in every `wycheproof.ts`. */
const readers = readWorkspaces().flatMap(({ directory, files }) =>
  files
    .filter(({ path }) => path.endsWith('/test/wycheproof.ts'))
    .map(({ text }) => {
      const names = [...text.matchAll(/\b([a-z0-9_]+_test\.json)'/g)].map(([, name = '']) => name);
      const patterns = [...text.matchAll(/= \/(\^.*\\\.json\$)\/;/g)].map(([, source = '']) => new RegExp(source));
      return {
        directory,
        text,
        reads: (name: string) => names.includes(name) || patterns.some((one) => one.test(name)),
      };
    }),
);

function readersOf(name: string): readonly string[] {
  return readers.filter(({ reads }) => reads(name)).map(({ directory }) => directory);
}

test('every plugin that has vectors reads them, all in one way', () => {
  expect(readers.filter(({ text }) => !text.includes("from '@chatelaine/conformance/wycheproof'"))).toEqual([]);
  expect(readers.map(({ directory }) => directory).toSorted()).toEqual([
    'plugins/algorithm-aes',
    'plugins/algorithm-ec',
    'plugins/algorithm-hmac',
    'plugins/algorithm-mldsa',
    'plugins/algorithm-rsa',
    'plugins/algorithm-secp256k1',
    'plugins/material-imported',
  ]);
  expect(readersOf('rsa_oaep_2048_sha256_mgf1sha256_test.json')).toEqual([
    'plugins/algorithm-rsa',
    'plugins/material-imported',
  ]);
  expect(readersOf('x25519_test.json')).toEqual([]);
});

test.skipIf(vectors.areMissing)('every file of Wycheproof vectors is read by the tests of a plugin', () => {
  const names = vectors.files.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) process.stdout.write(`${name}: ${readersOf(name).join(', ')}\n`);
  expect(names.filter((name) => readersOf(name).length === 0)).toEqual([]);
});
