import assert from 'node:assert/strict';
import { SecretBytes, type Algorithm, type DataKeyPair } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { declares } from './algorithm-check.ts';
import { assertBytes, assertOneSequence, assertOwnMemory } from './expectations.ts';
import { copyOf } from './generated-material.ts';

/** A law of specs that data-key pairs can be of. */
function onDataKeyPair(
  name: string,
  run: (algorithm: Algorithm, make: () => Promise<DataKeyPair>) => Promise<void>,
): Check<Algorithm> {
  return {
    name,
    appliesTo: ({ dataKeyPair }) => dataKeyPair !== undefined,
    run: (algorithm) =>
      run(algorithm, async () => {
        const pair = await algorithm.dataKeyPair?.generate();
        assert(pair !== undefined, 'there is no pair');
        return pair;
      }),
  };
}

export const dataKeyPairChecks: readonly Check<Algorithm>[] = [
  onDataKeyPair('makes another data-key pair each time, each half one DER sequence', async (_algorithm, make) => {
    const [one, other] = await Promise.all([make(), make()]);
    for (const { publicKey, privateKey } of [one, other]) {
      assert(SecretBytes.is(privateKey), 'the private key is not in SecretBytes');
      assertOwnMemory(publicKey, 'the public key');
      assertOneSequence(publicKey, 'the public key');
      assertOneSequence(copyOf(privateKey), 'the private key');
    }
    assert.notEqual(Buffer.compare(one.publicKey, other.publicKey), 0, 'two pairs have one public key');
    assert.notEqual(
      Buffer.compare(copyOf(one.privateKey), copyOf(other.privateKey)),
      0,
      'two pairs have one private key',
    );
  }),

  onDataKeyPair('makes data-key pairs whose halves belong together', async (algorithm, make) => {
    const { publicKey, privateKey } = await make();
    const kept = copyOf(privateKey);
    if (declares.signer(algorithm)) await algorithm.verifier?.(publicKey);
    if (algorithm.materialForm !== 'pkcs8') return;
    const material = await algorithm.parse(privateKey);
    assertBytes(copyOf(material), kept, 'the private key in canonical form');
    assertBytes(await algorithm.publicKey?.(material), publicKey, 'the public key of the private key');
  }),
];
