import { expect, test } from 'vitest';
import { readWorkspaces } from './repository.ts';

const drawing = /\b(?:randomBytes|randomFillSync|randomUUID)\(/;
const mixing = /\b(?:mixed|mixedUuid)\((?:randomBytes|randomFillSync|randomUUID)\(/;

/** Where a repetition does no harm, and why. */
const harmless: ReadonlyMap<string, string> = new Map([
  ['packages/vault/src/operations/unwrap-material.ts', 'bytes that are tried and fail'],
  ['plugins/material-imported/src/unwrap.ts', 'bytes that are tried and fail'],
  ['plugins/algorithm-mldsa/src/primitives/noble.ts', 'hedging: the message goes in too'],
  ['plugins/algorithm-secp256k1/src/libsecp256k1-keys.ts', 'hedging: the message goes in too'],
  ['plugins/algorithm-secp256k1/src/native-libsecp256k1.ts', 'blinding'],
  ['plugins/algorithm-rsa/src/emsa-pss.ts', 'the salt of a signature'],
  ['plugins/root-key-local/src/private-file.ts', 'the name of a file for a moment'],
  ['plugins/audit-jsonl/src/audit-folder.ts', 'the name of a file'],
]);

/** Lines that draw random bytes, by file. */
function draws(): readonly { readonly path: string; readonly line: string }[] {
  return readWorkspaces()
    .filter(({ directory }) => directory === 'packages/vault' || directory.startsWith('plugins/'))
    .flatMap(({ files }) => files)
    .filter(({ path }) => path.includes('/src/'))
    .flatMap(({ path, text }) => text.split('\n').map((line) => ({ path, line })))
    .filter(({ line }) => drawing.test(line) && !/^\s*(?:\/\/|\*|`|'|import\b)/.test(line));
}

test('whatever keys, nonces and names are made of is mixed with what vault.reseed() brings', () => {
  const bare = draws().filter(({ path, line }) => !mixing.test(line) && !harmless.has(path));
  expect(bare).toEqual([]);
  expect(draws().length).toBeGreaterThan(20);
});

test('every exception is one', () => {
  const excepted = new Set(draws().map(({ path }) => path));
  expect([...harmless.keys()].filter((path) => !excepted.has(path))).toEqual([]);
});
