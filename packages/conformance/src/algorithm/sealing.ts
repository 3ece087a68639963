import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Algorithm } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { onAead } from './algorithm-check.ts';
import { asView, assertBytes, assertOwnMemory, assertUntouched, flipped, utf8 } from './expectations.ts';

const context = (): Uint8Array => utf8('\0\u{1}\0\u{6}tenant\0\u{4}t-17');
const message = (): Uint8Array => utf8('the quick brown fox jumps over the lazy dog');

export const sealingChecks: readonly Check<Algorithm>[] = [
  onAead('seals into the header as it is, followed by a body', async ({ key, use }) => {
    const header = key.header();
    const sealed = await use.seal(header, context(), message());
    assertBytes(sealed.subarray(0, header.length), header, 'the beginning of the ciphertext');
    assert(sealed.length > header.length + message().length, 'the body is no longer than the plaintext');
  }),

  onAead('shows nothing of the plaintext in a ciphertext', async ({ key, use }) => {
    const sealed = Buffer.from(await use.seal(key.header(), context(), message()));
    for (let start = 0; start + 6 <= message().length; start += 1) {
      assert(
        !sealed.includes(Buffer.from(message().subarray(start, start + 6))),
        'a piece of the plaintext stands in the ciphertext',
      );
    }
  }),

  ...[0, 1, 15, 16, 17, 32, 1_024, 4_096, 65_536].map((length) =>
    onAead(`opens what it sealed: ${length} bytes`, async ({ key, use }) => {
      const plaintext = randomBytes(length);
      const sealed = await use.seal(key.header(), context(), plaintext);
      assertBytes(await use.open(sealed, context()), plaintext, 'the plaintext');
    }),
  ),

  ...[2, 300, 8_192, 70_000].map((length) =>
    onAead(`takes a context of ${length} bytes`, async ({ key, use }) => {
      const long = randomBytes(length);
      const sealed = await use.seal(key.header(), long, message());
      assertBytes(await use.open(sealed, long), message(), 'the plaintext');
      long[length - 1] = (long[length - 1] ?? 0) ^ 1;
      assert.equal(await use.open(sealed, long), undefined, 'the last byte of the context is not authenticated');
    }),
  ),

  onAead('opens what it sealed for each purpose and version, in any order', async ({ key, use }) => {
    const headers = [1, 2, 3, 4, 255].flatMap((purpose) => [1, 2, 0x01_00_00_01].map((v) => key.header(purpose, v)));
    const sealed: Uint8Array[] = [];
    for (const header of [...headers, ...headers]) sealed.push(await use.seal(header, context(), message()));
    for (const ciphertext of [...sealed, ...sealed.toReversed()]) {
      assertBytes(await use.open(ciphertext, context()), message(), 'the plaintext');
    }
  }),

  onAead('seals the same to another body each time', async ({ key, use }) => {
    const header = key.header();
    const bodies = new Set<string>();
    for (let round = 0; round < 100; round += 1) {
      const sealed = Buffer.from(await use.seal(header, context(), message()));
      bodies.add(sealed.toString('hex', header.length));
      bodies.add(sealed.toString('hex', sealed.length - message().length - 16));
    }
    assert.equal(bodies.size, 200, 'two ciphertexts of the same are the same, or end the same');
  }),

  onAead('seals to another body in each loading of the key', async ({ key }) => {
    const bodies = new Set<string>();
    for (let round = 0; round < 20; round += 1) {
      const { aead } = await key.load();
      const sealed = await aead?.seal(key.header(), context(), message());
      bodies.add(Buffer.from(sealed ?? []).toString('hex'));
    }
    assert.equal(bodies.size, 20, 'a loaded key starts as another did');
  }),

  onAead('gives ciphertexts and plaintexts in memory of their own', async ({ key, use }) => {
    for (const length of [0, 1, 16, 1_024, 65_536]) {
      const sealed = await use.seal(key.header(), context(), randomBytes(length));
      assertOwnMemory(sealed, 'the ciphertext');
      const opened = await use.open(sealed, context());
      assert(opened !== undefined);
      assertOwnMemory(opened, 'the plaintext');
    }
  }),

  onAead('leaves header, context, plaintext and ciphertext as they were', async ({ key, use }) => {
    await assertUntouched([key.header(), context(), message()], (...inputs) => use.seal(...inputs));
    const sealed = await use.seal(key.header(), context(), message());
    await assertUntouched([sealed, context()], (...inputs) => use.open(...inputs));
    await assertUntouched([flipped(sealed, sealed.length - 1, 0), context()], (...inputs) => use.open(...inputs));
  }),

  onAead('keeps none of its inputs and results: they may be overwritten when a call is over', async ({ key, use }) => {
    const [header, given, plaintext] = [key.header(), context(), message()];
    const sealed = await use.seal(header, given, plaintext);
    const kept = new Uint8Array(sealed);
    for (const input of [header, given, plaintext]) input.fill(0xa5);
    assertBytes(sealed, kept, 'the ciphertext, after the inputs were overwritten');
    const opened = await use.open(sealed, context());
    const again = await use.seal(key.header(), context(), message());
    sealed.fill(0xa5);
    assertBytes(opened, message(), 'the plaintext, after the ciphertext was overwritten');
    opened?.fill(0xa5);
    assertBytes(await use.open(kept, context()), message(), 'the plaintext, opened again');
    assertBytes(await use.open(again, context()), message(), 'the plaintext of the next ciphertext');
  }),

  onAead('takes views on larger buffers, and only what they show', async ({ key, use }) => {
    const sealed = await use.seal(asView(key.header()), asView(context()), asView(message()));
    assertBytes(await use.open(sealed, context()), message(), 'the plaintext');
    assertBytes(await use.open(asView(sealed), asView(context())), message(), 'the plaintext of a view');
    assertBytes(await use.open(Buffer.from(sealed), context()), message(), 'the plaintext of a Buffer');
  }),

  onAead('is used 200 times at once, by two keys, without mixing anything up', async (loaded) => {
    const keys = [loaded, await loaded.another()];
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const { key, use } = keys[index % 2] ?? loaded;
        const plaintext = randomBytes(index * 7);
        const own = Buffer.from(`context ${index}`);
        const sealed = await use.seal(key.header(1 + (index % 4)), own, plaintext);
        assertBytes(await use.open(sealed, own), plaintext, `plaintext ${index}`);
      }),
    );
  }),

  onAead('derives keys only with the header of the ciphertext', async ({ key }) => {
    const derivedWith: string[] = [];
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const { aead } = await key.load((header, salt, length) => {
      derivedWith.push(hex(header));
      return key.derive(header, salt, length);
    });
    assert(aead !== undefined);
    const derives: boolean[] = [];
    for (const header of [key.header(1), key.header(2), key.header(1, 7), key.header(2, 7)]) {
      derivedWith.length = 0;
      await aead.open(await aead.seal(header, context(), message()), context());
      for (const used of derivedWith) assert.equal(used, hex(header), 'a key was derived with another header');
      derives.push(derivedWith.length > 0);
    }
    assert.equal(new Set(derives).size, 1, 'a key that was derived with one header was used for another');
  }),
];
