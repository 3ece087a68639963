import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Algorithm, PublicEncryption } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { onPublicEncryption, type Loaded } from './algorithm-check.ts';
import {
  asView,
  assertBytes,
  assertInvalid,
  assertOwnMemory,
  assertUntouched,
  flipped,
  positions,
  utf8,
} from './expectations.ts';

const message = (): Uint8Array => utf8('for your eyes');

/** A law of each algorithm with which a spec encrypts. */
function onEach(
  name: string,
  run: (algorithm: string, loaded: Loaded<PublicEncryption>) => Promise<void>,
): Check<Algorithm> {
  return onPublicEncryption(name, async (loaded) => {
    for (const algorithm of loaded.use.encryptionAlgorithms) await run(algorithm, loaded);
  });
}

async function assertRefused(
  use: PublicEncryption,
  algorithm: string,
  ciphertext: Uint8Array,
  what: string,
): Promise<void> {
  assert.equal(await use.decrypt(algorithm, ciphertext), undefined, `${algorithm} decrypts ${what}`);
}

export const publicEncryptionChecks: readonly Check<Algorithm>[] = [
  onPublicEncryption('names its encryption algorithms in capitals, none twice', async ({ use }) => {
    const names = [...use.encryptionAlgorithms, ...use.decryptionOnlyAlgorithms];
    assert(use.encryptionAlgorithms.length > 0);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[A-Z][A-Z0-9_]{1,63}$/);
  }),

  onEach('decrypts what it encrypted, up to its longest plaintext', async (algorithm, { use }) => {
    const longest = use.maximumPlaintext(algorithm);
    assert(Number.isInteger(longest) && longest >= 1, 'the longest plaintext is no length');
    for (const length of new Set([0, 1, longest - 1, longest])) {
      const plaintext = randomBytes(length);
      const encrypted = await use.encrypt(algorithm, asView(plaintext));
      assertBytes(await use.decrypt(algorithm, asView(encrypted)), plaintext, `a plaintext of ${length} bytes`);
    }
  }),

  onEach('refuses to encrypt more than its longest plaintext, with InvalidArgument', async (algorithm, { use }) => {
    const longest = use.maximumPlaintext(algorithm);
    for (const length of [longest + 1, longest + 64, 65_536]) {
      await assertInvalid(`a plaintext of ${length} bytes`, () => use.encrypt(algorithm, Buffer.alloc(length)));
    }
  }),

  onEach('encrypts the same to another block each time', async (algorithm, { use }) => {
    const blocks = new Set<string>();
    for (let round = 0; round < 10; round += 1) {
      blocks.add(Buffer.from(await use.encrypt(algorithm, message())).toString('hex'));
    }
    assert.equal(blocks.size, 10, 'two encryptions of the same are the same');
  }),

  onEach('refuses an altered ciphertext', async (algorithm, { use }) => {
    const encrypted = await use.encrypt(algorithm, message());
    for (const position of positions(encrypted.length, 64)) {
      const other = flipped(encrypted, position, position % 8);
      await assertRefused(use, algorithm, other, `a ciphertext with byte ${position} altered`);
    }
  }),

  onEach('refuses malformed ciphertexts without an error', async (algorithm, { use }) => {
    const encrypted = await use.encrypt(algorithm, message());
    const { length } = encrypted;
    for (const cut of positions(length, 32)) {
      await assertRefused(use, algorithm, encrypted.subarray(0, cut), `a ciphertext cut to ${cut} bytes`);
    }
    for (const [what, bytes] of [
      ['a longer ciphertext', Buffer.concat([encrypted, Buffer.alloc(1)])],
      ['a ciphertext without its first byte', encrypted.subarray(1)],
      ['zeros', Buffer.alloc(length)],
      ['ones', Buffer.alloc(length, 0xff)],
      ['anything', randomBytes(length)],
      ['65,536 bytes', Buffer.alloc(65_536, 1)],
    ] as const) {
      await assertRefused(use, algorithm, bytes, what);
    }
  }),

  onEach('refuses a ciphertext of another key', async (algorithm, { use, another }) => {
    const other = await another();
    const encrypted = await other.use.encrypt(algorithm, message());
    await assertRefused(use, algorithm, encrypted, 'a ciphertext of another key');
    assertBytes(await other.use.decrypt(algorithm, encrypted), message(), 'the plaintext, for the key that it is for');
  }),

  onEach('refuses a ciphertext of another of its algorithms', async (algorithm, { use }) => {
    const encrypted = await use.encrypt(algorithm, message());
    for (const other of [...use.encryptionAlgorithms, ...use.decryptionOnlyAlgorithms]) {
      if (other !== algorithm) await assertRefused(use, other, encrypted, `a ciphertext of ${algorithm}`);
    }
  }),

  onPublicEncryption(
    'encrypts with no algorithm but those it names for it, and says InvalidArgument',
    async ({ use }) => {
      const [first] = use.encryptionAlgorithms;
      const encrypted = await use.encrypt(first, message());
      for (const name of ['', 'NO_SUCH_ALGORITHM', 'constructor', '__proto__', first.toLowerCase()]) {
        await assertInvalid(`the algorithm '${name}'`, () => use.encrypt(name, message()));
        const opened = await Promise.resolve()
          .then(() => use.decrypt(name, encrypted))
          .catch(() => undefined);
        assert.equal(opened, undefined, `the algorithm '${name}' decrypts`);
      }
      for (const name of use.decryptionOnlyAlgorithms) {
        await assertInvalid(`the algorithm '${name}'`, () => use.encrypt(name, message()));
      }
    },
  ),

  onEach('leaves plaintext and ciphertext as they were, and keeps neither', async (algorithm, { use }) => {
    await assertUntouched([message()], (...inputs) => use.encrypt(algorithm, ...inputs));
    const encrypted = await use.encrypt(algorithm, message());
    assertOwnMemory(encrypted, 'the ciphertext');
    await assertUntouched([encrypted], (...inputs) => use.decrypt(algorithm, ...inputs));
    const opened = await use.decrypt(algorithm, encrypted);
    assert(opened !== undefined);
    assertOwnMemory(opened, 'the plaintext');
    opened.fill(0xa5);
    assertBytes(await use.decrypt(algorithm, encrypted), message(), 'the plaintext, decrypted again');
  }),

  onEach('encrypts and decrypts many at once without mixing anything up', async (algorithm, { use }) => {
    // More than a pool has threads; what is decrypted in a pool takes its time.
    const count = use.execution.decrypt === 'pool' ? 12 : 50;
    const plaintexts = Array.from({ length: count }, (_, index) => utf8(`message ${index}`));
    const blocks = await Promise.all(plaintexts.map(async (given) => use.encrypt(algorithm, given)));
    const opened = await Promise.all(blocks.map(async (block) => use.decrypt(algorithm, block)));
    for (const [index, plaintext] of plaintexts.entries()) {
      assertBytes(opened[index], plaintext, `what was decrypted at the same time as others, number ${index},`);
    }
  }),
];
