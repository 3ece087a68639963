import type { Verifier } from '@chatelaine/core';
import { expect, test } from 'vitest';
import { registeredAlgorithms } from './registered-algorithms.ts';
import { areMissing, type VectorGroup, wycheproofGroups } from './wycheproof.ts';

const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));

/** The vectors of a group that are judged in another way than Wycheproof judges them. */
async function disagreements(verifier: Verifier, { tests }: VectorGroup): Promise<readonly number[]> {
  const [algorithm] = verifier.signingAlgorithms;
  const found: number[] = [];
  for (const { tcId, msg, sig, result } of tests) {
    const verdict = await verifier.verify(algorithm, 'RAW', hex(msg), hex(sig));
    if (verdict !== (result === 'valid')) found.push(tcId);
  }
  return found;
}

const curves: Readonly<Record<string, readonly [curve: string, sha: string]>> = {
  EC_P256: ['secp256r1', 'SHA-256'],
  EC_P384: ['secp384r1', 'SHA-384'],
};

for (const algorithm of await registeredAlgorithms()) {
  const { keySpec } = algorithm;
  test.skipIf(areMissing)(
    `requirement 8: ${keySpec} judges every Wycheproof signature as Wycheproof does: strict DER`,
    async () => {
      const [curve, sha] = curves[keySpec] ?? ['', ''];
      for (const group of wycheproofGroups(curve, sha)) {
        const verifier = await algorithm.verifier?.(hex(group.publicKeyDer));
        expect(verifier && (await disagreements(verifier, group))).toEqual([]);
      }
    },
  );
}
