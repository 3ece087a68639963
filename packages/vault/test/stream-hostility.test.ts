import type { CallerOperations } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collected, flipped, inPieces, joined, randomBytes, streamOf } from './support/bytes.ts';
import { layout } from './support/layout.ts';
import { codeOf } from './support/refusal.ts';

const { streamHeaderEnd, segmentBytes, tagBytes } = layout;
const sealedSegment = segmentBytes + tagBytes;

let vault: Awaited<ReturnType<typeof openTestVault>>;
let kms: CallerOperations;
let keyId: string;

beforeAll(async () => {
  vault = await openTestVault();
  kms = vault.as({ id: 'user:alice' });
  ({ keyId } = await kms.createKey());
});

afterAll(() => vault.close());

/** A stream in its parts: its header and its sealed segments. */
interface Parts {
  readonly header: Uint8Array;
  readonly segments: readonly Uint8Array[];
}

async function encrypt(bytes: number): Promise<Parts> {
  const { ciphertext } = await kms.encryptStream({ keyId, plaintext: streamOf(randomBytes(bytes)) });
  const whole = await collected(ciphertext);
  const segments: Uint8Array[] = [];
  for (let at = streamHeaderEnd; at < whole.length; at += sealedSegment)
    segments.push(whole.slice(at, at + sealedSegment));
  return { header: whole.slice(0, streamHeaderEnd), segments };
}

async function decrypt(ciphertext: Uint8Array): Promise<Uint8Array> {
  const { plaintext } = await kms.decryptStream({ ciphertext: inPieces(ciphertext, 50_000) });
  return collected(plaintext);
}

async function expectRefused(...parts: readonly Uint8Array[]): Promise<void> {
  expect(await codeOf(decrypt(joined(...parts)))).toBe('DecryptFailed');
}

/** Lengths around the ends of segments: the last one full, of one byte, or in between. */
const lengths = [2 * segmentBytes, 2 * segmentBytes + 1, 3 * segmentBytes - 7];

describe.each(lengths)('a stream of %i bytes', (length) => {
  test('is refused when it is cut at an end of a segment or near it', async () => {
    const { header, segments } = await encrypt(length);
    const whole = joined(header, ...segments);
    expect(await decrypt(whole)).toHaveLength(length);
    const cuts = [1, 22, 23, 24, 83, 130];
    for (let end = streamHeaderEnd; end < whole.length; end += sealedSegment)
      cuts.push(end - 1, end, end + 1, end + 15, end + 16, end + 17, end + 30_000);
    cuts.push(whole.length - 1, whole.length - tagBytes, whole.length - tagBytes - 1);
    for (const cut of cuts.filter((at) => at < whole.length)) await expectRefused(whole.slice(0, cut));
  });

  test('is refused with segments in another order, left out or twice', async () => {
    const { header, segments } = await encrypt(length);
    const last = segments.length - 1;
    for (const [one, segment] of segments.entries()) {
      await expectRefused(header, ...segments.toSpliced(one, 1));
      await expectRefused(header, ...segments.toSpliced(one, 0, segment));
      for (let other = one + 1; other <= last; other += 1) {
        await expectRefused(header, ...segments.with(one, segments[other] ?? header).with(other, segment));
      }
    }
    await expectRefused(header, ...segments.slice(0, last), ...segments.slice(0, 1));
    await expectRefused(header);
  });

  test('is refused with a segment of another stream of the same key, or its header', async () => {
    const [one, other] = [await encrypt(length), await encrypt(length)];
    for (const [index, segment] of other.segments.entries()) {
      await expectRefused(one.header, ...one.segments.with(index, segment));
    }
    await expectRefused(other.header, ...one.segments);
    await expectRefused(one.header, ...one.segments, other.header, ...other.segments);
  });

  test('is refused with anything after its end', async () => {
    const { header, segments } = await encrypt(length);
    for (const extra of [1, tagBytes, sealedSegment]) {
      await expectRefused(header, ...segments, new Uint8Array(extra));
      await expectRefused(header, ...segments, randomBytes(extra));
    }
  });
});

describe('any stream', () => {
  test('is refused with any one bit flipped', async () => {
    const { header, segments } = await encrypt(segmentBytes + 100);
    const whole = joined(header, ...segments);
    const anywhere = fc.record({ index: fc.nat(whole.length - 1), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(anywhere, ({ index, bit }) => expectRefused(flipped(whole, index, bit))),
      { numRuns: 60 },
    );
  });

  test('is refused when its end is said to come earlier or later than it does', async () => {
    // The same key and header, another idea of which segment is the last: what truncation relies on.
    const short = await encrypt(segmentBytes);
    const long = await encrypt(segmentBytes + 1);
    await expectRefused(long.header, ...long.segments.slice(0, 1));
    await expectRefused(short.header, ...short.segments, new Uint8Array(tagBytes));
    await expectRefused(short.header, ...short.segments, ...long.segments.slice(1));
  });
});
