import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Algorithm } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { onMac } from './algorithm-check.ts';
import { asView, assertBytes, assertOwnMemory, assertUntouched, flipped, utf8 } from './expectations.ts';

const message = (): Uint8Array => utf8('pay 100 to the bearer, and not a penny more');

export const macChecks: readonly Check<Algorithm>[] = [
  onMac('names its MAC algorithm in capitals', async ({ use }) => {
    assert.match(use.macAlgorithm, /^[A-Z][A-Z0-9_]{1,63}$/);
  }),

  onMac('gives the same code for the same message', async ({ use }) => {
    for (const length of [0, 1, 63, 64, 65, 4_096]) {
      const given = randomBytes(length);
      assertBytes(await use.generate(given), await use.generate(asView(given)), `the code of ${length} bytes`);
    }
  }),

  onMac('gives codes of one length, 16 bytes at least', async ({ use }) => {
    const lengths = new Set<number>();
    for (const length of [0, 1, 64, 4_096]) lengths.add((await use.generate(randomBytes(length))).length);
    const [length = 0] = lengths;
    assert.equal(lengths.size, 1, 'the length of the code depends on the message');
    assert(length >= 16, 'the code is shorter than 16 bytes');
  }),

  onMac('gives another code for any other message', async ({ use }) => {
    const codes = new Set<string>();
    const add = async (given: Uint8Array): Promise<unknown> =>
      codes.add(Buffer.from((await use.generate(given)).subarray(0, 16)).toString('hex'));
    for (let position = 0; position < message().length; position += 1) {
      await add(flipped(message(), position, position % 8));
      await add(message().subarray(0, position));
    }
    await add(message());
    await add(Buffer.concat([message(), Buffer.alloc(1)]));
    assert.equal(codes.size, 2 * message().length + 2, 'two messages have one code');
  }),

  onMac('gives another code with another key', async ({ use, another }) => {
    const other = await another();
    const [one, two] = [await use.generate(message()), await other.use.generate(message())];
    assert.notEqual(Buffer.compare(one, two), 0, 'two keys give one code');
    assertBytes(await use.generate(message()), one, 'the code, after another key was used');
  }),

  onMac('leaves the message as it was and keeps neither it nor the code', async ({ use }) => {
    await assertUntouched([message()], (...inputs) => use.generate(...inputs));
    const code = await use.generate(message());
    const kept = new Uint8Array(code);
    assertOwnMemory(code, 'the code');
    await use.generate(Buffer.from('another'));
    assertBytes(code, kept, 'the code, after another was made');
    code.fill(0xa5);
    assertBytes(await use.generate(message()), kept, 'the code, made again after the first was overwritten');
  }),

  onMac('is used 200 times at once without mixing anything up', async ({ use }) => {
    const messages = Array.from({ length: 200 }, (_, index) => Buffer.from(`message ${index}`));
    const codes = await Promise.all(messages.map(async (given) => use.generate(given)));
    for (const [index, given] of messages.entries()) {
      assertBytes(codes[index], await use.generate(given), `code ${index}`);
    }
  }),
];
