import type { ParameterSet } from '../parameter-sets.ts';
import type { ExpandedKey, Primitive } from '../primitives/primitive.ts';
import type { Provider } from '../providers/provider.ts';
import { knownAnswer } from './known-answers.ts';
import { knownMessage, knownSeed } from './known-answer.ts';

/** A primitive is there and computes something else than the known answer. */
export class SelfTestFailure extends Error {}

/** @throws SelfTestFailure unless the known signature, and no altered one, fits the known key and message. */
export function testVerification(set: ParameterSet, primitive: Primitive): void {
  const { publicKey, signature } = knownAnswer(set.keySpec);
  demand(set, 'refuses a good signature', primitive.verify(publicKey, knownMessage(), signature));
  signature[0] = (signature[0] ?? 0) ^ 1;
  demand(set, 'takes an altered signature', !primitive.verify(publicKey, knownMessage(), signature));
}

/**
 * @param expanded What was made of the known seed.
 * @throws SelfTestFailure unless it is the known key, and what the primitive signs with it fits.
 */
export function testSigning(set: ParameterSet, primitive: Primitive, expanded: ExpandedKey): void {
  const { publicKey } = knownAnswer(set.keySpec);
  demand(set, 'makes another key of a seed', Buffer.compare(publicKey, expanded.publicKey) === 0);
  const held = primitive.hold(expanded.secretKey);
  const signature = held.sign(knownMessage());
  held.wipe();
  demand(set, 'makes signatures that do not fit', primitive.verify(publicKey, knownMessage(), signature));
}

/** @throws SelfTestFailure unless a whole provider computes what it should. */
export async function testProvider(set: ParameterSet, provider: Provider): Promise<void> {
  const { publicKey, signature } = knownAnswer(set.keySpec);
  const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
  demand(set, 'makes another key of a seed', same(await provider.publicKey(set, knownSeed()), publicKey));
  const known = provider.verifier(set, publicKey);
  demand(set, 'refuses a good signature', await known.verify(knownMessage(), signature));
  signature[0] = (signature[0] ?? 0) ^ 1;
  demand(set, 'takes an altered signature', !(await known.verify(knownMessage(), signature)));
  const own = await (await provider.load(set, knownSeed())).sign(knownMessage());
  demand(set, 'makes signatures that do not fit', await known.verify(knownMessage(), own));
  const pair = await provider.keyPair(set);
  demand(set, 'makes key pairs that do not fit', same(await provider.publicKey(set, pair.seed), pair.publicKey));
}

function demand(set: ParameterSet, fault: string, holds: boolean): void {
  if (!holds) throw new SelfTestFailure(`its self-test found that it ${fault} of ${set.name}`);
}
