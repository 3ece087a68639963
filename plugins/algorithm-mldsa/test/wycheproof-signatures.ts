import type { ParameterSet } from '../src/parameter-sets.ts';
import { expandSeed } from '../src/primitives/noble.ts';
import type { Primitive } from '../src/primitives/primitive.ts';
import { withRandomness } from './randomness.ts';
import { type Expressible, type Group, isExpressible } from './wycheproof.ts';

/** The vectors, by number, whose seed and message do not give their signature. */
export async function otherSignatures(
  primitive: Primitive,
  set: ParameterSet,
  groups: readonly Group[],
): Promise<readonly number[]> {
  const others: number[] = [];
  for (const { privateSeed, tests } of groups) {
    const vectors = tests.filter(isExpressible).filter(({ result }) => result === 'valid');
    if (privateSeed === undefined || vectors.length === 0) continue;
    const held = primitive.hold((await expandSeed(set, Uint8Array.from(Buffer.from(privateSeed, 'hex')))).secretKey);
    others.push(
      ...vectors
        .filter((vector) => signatureOf(vector, (message) => held.sign(message)) !== vector.sig)
        .map(({ tcId }) => tcId),
    );
    held.wipe();
  }
  return others;
}

function signatureOf({ msg, rnd = '' }: Expressible, sign: (message: Uint8Array) => Uint8Array): string {
  const randomness = Buffer.from(rnd.padEnd(64, '0'), 'hex');
  const { result } = withRandomness(
    (bytes) => bytes.set(randomness),
    () => sign(Uint8Array.from(Buffer.from(msg, 'hex'))),
  );
  return Buffer.from(result).toString('hex');
}
