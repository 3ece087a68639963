import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { runNode } from '../run-process.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const program = fileURLToPath(new URL('reseed-process.mjs', import.meta.url));

const Told = v.object({
  refusal: v.optional(v.object({ code: v.string(), message: v.string() })),
  salt: v.string(),
  ciphertext: v.string(),
  drawn: v.record(v.string(), v.string()),
  decrypted: v.array(v.string()),
  verified: v.number(),
  processesBefore: v.array(v.string()),
  processesAfter: v.array(v.string()),
  encryptions: v.number(),
});
type Told = v.InferOutput<typeof Told>;

/** A process that goes on from the image; all that are started have the same one. */
async function resumed(first: 'nothing' | 'reseed' | 'unavailable'): Promise<Told> {
  const { status, stdout, stderr } = await runNode([program, first], { cwd: folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return v.parse(Told, JSON.parse(stdout));
}

/** The names of what is the same in both. */
function inBoth(one: Told, other: Told): readonly string[] {
  const values = new Set(Object.values(other.drawn));
  return Object.entries(one.drawn)
    .filter(([, value]) => values.has(value))
    .map(([name]) => name);
}

describe('of two processes that are resumed from one image of a vault', () => {
  let image: Told;
  let reseeded: readonly [Told, Told];
  beforeAll(async () => {
    image = await resumed('nothing');
    reseeded = [await resumed('reseed'), await resumed('reseed')];
  });

  test('both draw the same if nobody tells them: nonces, salts, keys, ids', async () => {
    const other = await resumed('nothing');
    expect(other.drawn).toEqual(image.drawn);
    expect(Object.keys(image.drawn)).toEqual(
      expect.arrayContaining(['nonce 0', 'salt 0', 'data key', 'random bytes', 'key id', 'HMAC_256', 'ML_DSA_44']),
    );
    expect(Object.keys(image.drawn).length).toBeGreaterThan(25);
    // They go on with the salt of the image.
    expect(image.drawn['salt 0']).toBe(image.salt);
  });

  test('neither repeats anything of the other after vault.reseed(), nor of one that is not told', () => {
    const [one, other] = reseeded;
    expect([one.ciphertext, other.ciphertext]).toEqual([image.ciphertext, image.ciphertext]);
    expect(inBoth(one, other)).toEqual([]);
    expect(inBoth(one, image)).toEqual([]);
    expect(Object.keys(one.drawn).length).toBeGreaterThan(25);
    expect(one.drawn['salt 0']).not.toBe(one.salt);
    expect(one.drawn['key id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('both still decrypt what was encrypted before, and find the store as it should be', () => {
    for (const { decrypted, verified } of [image, ...reseeded]) {
      expect(decrypted).toEqual(['the same in each of them', 'the same in each of them']);
      expect(verified).toBe(image.verified);
    }
  });

  test('each counts under a name of its own after it; what the image has counted is made up for: requirement 1', () => {
    expect(image.processesAfter).toEqual([]);
    for (const { processesBefore, processesAfter, encryptions } of reseeded) {
      expect(processesAfter).toEqual(processesBefore);
      expect(encryptions).toBe(image.encryptions + 65_536);
    }
  });

  test('one that gets nothing from the operating system is told so, and forgets what was drawn ahead all the same', async () => {
    const { refusal, drawn, salt } = await resumed('unavailable');
    expect(refusal?.code).toBe('RandomnessUnavailable');
    expect(refusal?.message).toContain('/dev/urandom');
    expect(drawn['salt 0']).not.toBe(salt);
    expect(drawn['nonce 0']).not.toBe(image.drawn['nonce 0']);
  });
});
