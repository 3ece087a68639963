import assert from 'node:assert/strict';
import { SecretBytes, type Algorithm } from '@chatelaine/core';

/** A copy of secret bytes, to look at. */
export function copyOf(secret: SecretBytes): Uint8Array {
  return secret.use((bytes) => new Uint8Array(bytes));
}

/** New material, as the algorithm generates it. */
export async function generatedMaterial(algorithm: Algorithm): Promise<Uint8Array> {
  const material = await algorithm.generate();
  assert(SecretBytes.is(material), 'generate did not give SecretBytes');
  const bytes = copyOf(material);
  material.dispose();
  return bytes;
}

/** What was generated of algorithms that are slow at it. */
const slowlyGenerated = new WeakMap<Algorithm, readonly Uint8Array[]>();

/**
 * Generated material for a check: new, unless the algorithm generates in the pool. That takes seconds for some (RSA),
 * so all checks then share two keys; which keys they are makes no difference to them.
 *
 * @param unlike Other material than this.
 */
export async function someMaterial(algorithm: Algorithm, unlike: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
  if (algorithm.execution === 'inline') return generatedMaterial(algorithm);
  const known = slowlyGenerated.get(algorithm) ?? [];
  const fitting = known.find((bytes) => Buffer.compare(bytes, unlike) !== 0);
  if (fitting !== undefined) return new Uint8Array(fitting);
  const generated = await generatedMaterial(algorithm);
  slowlyGenerated.set(algorithm, [...known, generated]);
  return new Uint8Array(generated);
}
