import { hash } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import { type EcdsaProvider, type EcdsaSignature, encodeSignature, readSignature } from '@chatelaine/ecdsa';
import { knownAnswers } from './known-answers.ts';
import type { Libsecp256k1 } from './libsecp256k1.ts';

/**
 * Runs a provider over the known answers, and over signatures of its own.
 *
 * @throws VaultError `PluginMisbehaved` if anything comes out otherwise.
 */
export async function testProvider(provider: EcdsaProvider): Promise<void> {
  for (const { message, scalar, point, signature } of knownAnswers) {
    const bytes = Buffer.from(message);
    demand('the point of a scalar', same(provider.pointOf(scalar), point));
    const verifying = provider.verifyingKey(point);
    demand('a point on the curve', verifying !== undefined);
    demand('a point beside the curve', provider.verifyingKey(altered(point)) === undefined);
    const verdict = async (given: Uint8Array, read: EcdsaSignature | undefined): Promise<boolean | undefined> =>
      read && (await verifying?.verify('RAW', given, read));
    const encoded = encodeSignature(provider.curve, signature);
    const [good, bad] = [encoded, altered(encoded)].map((encoding) => readSignature(provider.curve, encoding, false));
    demand('a good signature', (await verdict(bytes, good)) === true);
    demand('an altered signature', (await verdict(bytes, bad)) === false);
    demand('another message', (await verdict(bytes.subarray(1), good)) === false);
    const signing = provider.signingKey(scalar, point);
    const made = readSignature(provider.curve, await signing.sign('RAW', bytes), false);
    signing.dispose();
    demand('a signature with low s', made !== undefined);
    demand('a signature of its own', (await verdict(bytes, made)) === true);
    demand('a fresh nonce', made !== undefined && !same(made.numbers, signature));
  }
}

/** The same for what a library must do beyond: deterministic signatures, and hedged ones if it gets entropy. */
export function testLibrary(library: Libsecp256k1): void {
  const entropy = new Uint8Array(32).fill(0xa5);
  for (const { message, scalar, point, signature } of knownAnswers) {
    const digest = hash('sha256', message, 'buffer');
    demand('a deterministic signature', same(library.sign(digest, scalar, undefined), signature));
    const hedged = library.sign(digest, scalar, entropy);
    demand('a hedged signature', !same(hedged.subarray(0, 32), signature.subarray(0, 32)));
    demand('a hedged signature', library.verify(digest, point, hedged));
  }
}

function demand(what: string, holds: boolean): void {
  if (!holds) throw new VaultError('PluginMisbehaved', `The self-test failed at ${what}.`);
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function altered(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}
