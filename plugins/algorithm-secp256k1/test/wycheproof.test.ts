import type { Verifier } from '@chatelaine/core';
import { secp256k1 as noble } from '@noble/curves/secp256k1.js';
import { describe, expect, test } from 'vitest';
import { providerNames, registered } from './subjects.ts';
import { type VectorGroup, vectors } from './wycheproof.ts';

const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));

/** The vectors whose signatures are found good. */
async function foundGood(verifier: Verifier, { tests }: VectorGroup): Promise<readonly number[]> {
  const found: number[] = [];
  for (const { tcId, msg, sig } of tests) {
    if (await verifier.verify('ECDSA_SHA_256', 'RAW', hex(msg), hex(sig))) found.push(tcId);
  }
  return found;
}

function validOf({ tests }: VectorGroup, fits: (signature: Uint8Array) => boolean): readonly number[] {
  return tests.filter(({ result, sig }) => result === 'valid' && fits(hex(sig))).map(({ tcId }) => tcId);
}

const { n } = noble.Point.CURVE();
const isLow = (signature: Uint8Array): boolean => noble.Signature.fromBytes(signature, 'der').s <= n >> 1n;

describe.skipIf(vectors.areMissing).each(providerNames)(
  'requirement 8: the Wycheproof signatures, with %s',
  (provider) => {
    test.skipIf(vectors.bitcoin.length === 0)(
      'are judged as in the file of Bitcoin, where the high s is bad',
      async () => {
        const algorithm = await registered({ provider });
        for (const group of vectors.bitcoin) {
          const verifier = await algorithm.verifier?.(hex(group.publicKeyDer));
          expect(verifier && (await foundGood(verifier, group))).toEqual(validOf(group, () => true));
        }
      },
    );

    test('are judged as in the plain file if the high s is accepted, and otherwise without those', async () => {
      const strict = await registered({ provider });
      const lenient = await registered({ provider, acceptHighS: true });
      for (const group of vectors.plain) {
        const publicKey = hex(group.publicKeyDer);
        const [one, other] = [await strict.verifier?.(publicKey), await lenient.verifier?.(publicKey)];
        expect(other && (await foundGood(other, group))).toEqual(validOf(group, () => true));
        expect(one && (await foundGood(one, group))).toEqual(validOf(group, isLow));
      }
    });
  },
);
