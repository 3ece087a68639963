import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Aead, Algorithm } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { onAead } from './algorithm-check.ts';
import { assertBytes, flipped, utf8 } from './expectations.ts';
import { TestKey } from './test-key.ts';

const context = (): Uint8Array => utf8('\0\u{1}\0\u{6}tenant\0\u{4}t-17');
const message = (): Uint8Array => utf8('attack at dawn, or a little later');

async function assertRefused(aead: Aead, ciphertext: Uint8Array, what: string, given = context()): Promise<void> {
  assert.equal(await aead.open(ciphertext, given), undefined, `${what} was opened`);
}

/** `ciphertext` with another header before its body. */
function moved(ciphertext: Uint8Array, header: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([header, ciphertext.subarray(header.length)]));
}

export const openingChecks: readonly Check<Algorithm>[] = [
  onAead('refuses a ciphertext with any byte altered, and with any bit of its header flipped', async ({ key, use }) => {
    const sealed = await use.seal(key.header(), context(), message());
    for (let position = 0; position < sealed.length; position += 1) {
      for (const bit of position < key.header().length ? [0, 1, 2, 3, 4, 5, 6, 7] : [position % 8]) {
        await assertRefused(
          use,
          flipped(sealed, position, bit),
          `a ciphertext with bit ${bit} of byte ${position} flipped`,
        );
      }
    }
    assertBytes(await use.open(sealed, context()), message(), 'the plaintext of the ciphertext as it was');
  }),

  onAead('refuses a ciphertext with any byte altered, when it is the first that is opened', async ({ key, use }) => {
    const sealed = await use.seal(key.header(), context(), message());
    for (let position = 0; position < sealed.length; position += 1) {
      const { aead } = await key.load();
      assert(aead !== undefined);
      await assertRefused(aead, flipped(sealed, position, position % 8), `a ciphertext with byte ${position} altered`);
      assertBytes(await aead.open(sealed, context()), message(), 'the plaintext of the ciphertext as it was');
    }
  }),

  onAead('refuses a ciphertext cut to any length', async ({ key, use }) => {
    for (const plaintext of [message(), Buffer.alloc(0)]) {
      const sealed = await use.seal(key.header(), context(), plaintext);
      for (let length = 0; length < sealed.length; length += 1) {
        await assertRefused(use, sealed.subarray(0, length), `a ciphertext cut to ${length} bytes`);
      }
    }
  }),

  onAead('refuses a ciphertext with bytes added at its end or taken from its beginning', async ({ key, use }) => {
    const sealed = await use.seal(key.header(), context(), message());
    for (const added of [Buffer.alloc(1), Buffer.alloc(16), sealed]) {
      await assertRefused(use, Buffer.concat([sealed, added]), `a ciphertext with ${added.length} bytes added`);
    }
    await assertRefused(use, sealed.subarray(1), 'a ciphertext without its first byte');
    await assertRefused(use, sealed.subarray(key.header().length), 'a ciphertext without its header');
  }),

  onAead('refuses bytes that never were a ciphertext', async ({ key, use }) => {
    for (const length of [0, 1, 22, 23, 24, 98, 99, 100, 300]) {
      for (const bytes of [Buffer.alloc(length), Buffer.alloc(length, 0xff), randomBytes(length)]) {
        await assertRefused(use, bytes, `${length} bytes of anything`);
        await assertRefused(use, Buffer.concat([key.header(), bytes]), `a header and ${length} bytes of anything`);
      }
    }
  }),

  onAead('refuses a ciphertext with another context', async ({ key, use }) => {
    const sealed = await use.seal(key.header(), context(), message());
    for (let position = 0; position < context().length; position += 1) {
      const other = flipped(context(), position, position % 8);
      await assertRefused(use, sealed, `a ciphertext with byte ${position} of the context altered`, other);
      await assertRefused(use, sealed, 'a ciphertext with a context cut short', context().subarray(0, position));
    }
    await assertRefused(use, sealed, 'a ciphertext with a longer context', Buffer.concat([context(), Buffer.alloc(1)]));
  }),

  onAead('refuses bytes moved between the context and the ciphertext', async ({ key, use }) => {
    const sealed = await use.seal(key.header(), context(), message());
    const body = key.header().length;
    for (const count of [1, 2, 16]) {
      const longer = Buffer.concat([sealed.subarray(0, body), context().subarray(-count), sealed.subarray(body)]);
      await assertRefused(use, longer, 'bytes of the context in the body', context().subarray(0, -count));
      const shorter = Buffer.concat([sealed.subarray(0, body), sealed.subarray(body + count)]);
      const longerContext = Buffer.concat([context(), sealed.subarray(body, body + count)]);
      await assertRefused(use, shorter, 'bytes of the body in the context', longerContext);
    }
  }),

  onAead('refuses a ciphertext of another purpose, key, version, format or suite', async ({ key, use, another }) => {
    const sealed = await use.seal(key.header(), context(), message());
    const headers = [key.header(2), key.header(3), key.header(1, 2), (await another()).key.header()];
    for (const position of [0, 1]) {
      for (let bit = 0; bit < 8; bit += 1) headers.push(flipped(key.header(), position, bit));
    }
    for (const header of headers) {
      // The body that `use` seals under that header is known to it, so a memory of keys can't save it.
      if (header[1] === key.header()[1]) await use.seal(header, context(), message());
      await assertRefused(use, moved(sealed, header), 'a body under another header');
    }
  }),

  onAead('refuses ciphertexts of another key, with the header of either', async ({ key, use, another }) => {
    const other = await another();
    const sealed = await other.use.seal(other.key.header(), context(), message());
    await assertRefused(use, sealed, 'a ciphertext of another key');
    await assertRefused(use, moved(sealed, key.header()), 'a ciphertext of another key under the own header');
    const posing = await other.use.seal(key.header(), context(), message());
    await assertRefused(use, posing, 'a ciphertext that another key sealed under the own header');
    assertBytes(await other.use.open(posing, context()), message(), 'the plaintext, for the key that sealed it');
    await assertRefused(use, posing, 'a ciphertext that another key sealed, once that key had opened it');
  }),

  onAead('refuses a ciphertext of a key whose material differs in one byte', async ({ algorithm, key, use }) => {
    const sealed = await use.seal(key.header(), context(), message());
    const material = key.material().use((bytes) => new Uint8Array(bytes));
    for (const position of material.keys()) {
      const { aead } = await new TestKey(algorithm, flipped(material, position, position % 8)).load();
      assert(aead !== undefined);
      await assertRefused(aead, sealed, `a ciphertext of a key that differs in byte ${position}`);
    }
  }),

  onAead('commits to its key: all that it derives must be what it was at sealing', async ({ key }) => {
    const lengths: number[] = [];
    const { aead } = await key.load((header, salt, length) => {
      lengths.push(length);
      return key.derive(header, salt, length);
    });
    const sealed = await aead?.seal(key.header(), context(), message());
    assert(sealed !== undefined);
    for (let position = 0; position < Math.max(0, ...lengths); position += 1) {
      const other = await key.load((...of) => flipped(key.derive(...of), position, position % 8));
      assert(other.aead !== undefined);
      await assertRefused(other.aead, sealed, `a ciphertext of a key that differs in derived byte ${position}`);
    }
  }),
];
