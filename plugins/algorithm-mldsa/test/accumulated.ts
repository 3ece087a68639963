import { createHash } from 'node:crypto';
import type { ParameterSet } from '../src/parameter-sets.ts';
import { expandSeed } from '../src/primitives/noble.ts';
import type { Primitive } from '../src/primitives/primitive.ts';
import { deterministically } from './randomness.ts';

/**
 * C2SP/CCTV, ML-DSA/accumulated: seeds are read from SHAKE128 of nothing; the public key of each, and its deterministic
 * signature of the empty message, go into another SHAKE128.
 */
export async function accumulated(set: ParameterSet, primitive: Primitive, count: number): Promise<string> {
  const seeds = createHash('shake128', { outputLength: 32 * count }).digest();
  const accumulator = createHash('shake128', { outputLength: 32 });
  const message = new Uint8Array();
  for (let index = 0; index < count; index += 1) {
    const { publicKey, secretKey } = await expandSeed(set, new Uint8Array(seeds.subarray(32 * index, 32 * index + 32)));
    const held = primitive.hold(secretKey);
    const signature = deterministically(() => held.sign(message));
    held.wipe();
    if (!primitive.verify(publicKey, message, signature)) throw new Error(`signature ${index} does not fit`);
    accumulator.update(publicKey).update(signature);
  }
  return accumulator.digest('hex');
}
