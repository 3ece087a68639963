import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { SecretBytes, type Algorithm } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { onAlgorithm } from './algorithm-check.ts';
import { assertBytes, assertInvalid, assertShowsNothing } from './expectations.ts';
import { copyOf, generatedMaterial, someMaterial } from './generated-material.ts';

const everything = { depth: 10, showHidden: true, maxArrayLength: null };

const secret = (bytes: Uint8Array): SecretBytes => SecretBytes.take(new Uint8Array(bytes));

/** Material that is too short or too long, each with what is wrong with it. */
function misshapen(bytes: Uint8Array): readonly (readonly [string, Uint8Array])[] {
  const { length } = bytes;
  return [
    ['empty material', new Uint8Array()],
    ['material of 1 byte', bytes.subarray(0, 1)],
    ['the first half of material', bytes.subarray(0, length >> 1)],
    ['material without its last byte', bytes.subarray(0, length - 1)],
    ['material without its first byte', bytes.subarray(1)],
    ['material with a byte of zeros after it', Buffer.concat([bytes, Buffer.alloc(1)])],
    ['material with a byte of ones after it', Buffer.concat([bytes, Buffer.alloc(1, 0xff)])],
    ['material with a byte before it', Buffer.concat([Buffer.alloc(1), bytes])],
    ['material with 16 bytes after it', Buffer.concat([bytes, Buffer.alloc(16)])],
    ['material twice', Buffer.concat([bytes, bytes])],
  ];
}

export const materialChecks: readonly Check<Algorithm>[] = [
  onAlgorithm('generates other material each time', async (algorithm) => {
    const count = algorithm.execution === 'inline' ? 4 : 2;
    const all = await Promise.all(Array.from({ length: count }, () => generatedMaterial(algorithm)));
    const distinct = new Set(all.map((bytes) => Buffer.from(bytes).toString('hex')));
    assert.equal(distinct.size, all.length, 'the same material was generated twice');
    for (const bytes of all) assert(bytes.length >= 16, 'the material is shorter than 16 bytes');
  }),

  onAlgorithm('parses generated material and leaves it as it is, however often', async (algorithm) => {
    const bytes = await someMaterial(algorithm);
    const once = await algorithm.parse(secret(bytes));
    assert(SecretBytes.is(once), 'parse did not give SecretBytes');
    assertBytes(copyOf(once), bytes, 'the parsed material');
    assertBytes(copyOf(await algorithm.parse(once)), bytes, 'the material parsed twice');
  }),

  onAlgorithm('parses into SecretBytes of their own, and disposes only those', async (algorithm) => {
    const bytes = await someMaterial(algorithm);
    const given = secret(bytes);
    const parsed = await algorithm.parse(given);
    assert.notEqual(parsed, given, 'parse returned what it was given');
    assertBytes(copyOf(given), bytes, 'the material that was given');
    given.dispose();
    assertBytes(copyOf(parsed), bytes, 'the parsed material, after what was given is gone');
  }),

  onAlgorithm('refuses to parse material that is too short or too long, with InvalidArgument', async (algorithm) => {
    for (const [what, bytes] of misshapen(await someMaterial(algorithm))) {
      await assertInvalid(what, () => algorithm.parse(secret(bytes)));
    }
  }),

  onAlgorithm('leaves refused material to its owner', async (algorithm) => {
    for (const [what, bytes] of misshapen(await someMaterial(algorithm)).slice(1)) {
      const given = secret(bytes);
      await assertInvalid(what, () => algorithm.parse(given));
      assert.equal(given.length, bytes.length, `${what} was disposed`);
      assertBytes(copyOf(given), bytes, what);
    }
  }),

  onAlgorithm('shows nothing of refused material in its error', async (algorithm) => {
    const whole = await someMaterial(algorithm);
    const known = (await algorithm.publicKey?.(secret(whole))) ?? new Uint8Array();
    for (const [what, bytes] of misshapen(whole).slice(3, 6)) {
      const error = await assertInvalid(what, () => algorithm.parse(secret(bytes)));
      assertShowsNothing(inspect(error, everything), whole, known, 'the error');
      assertShowsNothing(JSON.stringify(error), whole, known, 'the error as JSON');
    }
  }),
];
