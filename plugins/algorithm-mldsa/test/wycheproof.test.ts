import { SecretBytes, VaultError } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import type { MlDsa } from '../src/ml-dsa.ts';
import { encodePublicKey } from '../src/encodings/subject-public-key-info.ts';
import { parameterSets } from '../src/parameter-sets.ts';
import { loadPrimitive } from '../src/primitives/load-primitive.ts';
import { algorithmOf, providersHere } from './providers.ts';
import { otherSignatures } from './wycheproof-signatures.ts';
import {
  areMissing,
  type Expressible,
  type Group,
  isExpressible,
  type Vector,
  wycheproofFiles as files,
} from './wycheproof.ts';

const signing = 'ML_DSA_SHAKE_256';
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (given: Uint8Array): string => Buffer.from(given).toString('hex');
const providers = await providersHere();

/** `invalid` for what the algorithm refuses with `InvalidArgument`. */
async function orRefused<Result>(work: () => Result | Promise<Result>): Promise<Result | 'invalid'> {
  try {
    return await work();
  } catch (error) {
    if (VaultError.is(error) && error.code === 'InvalidArgument') return 'invalid';
    throw error;
  }
}

type Judge = (vector: Expressible) => Promise<string>;

const refuses: Judge = () => Promise.resolve('invalid');

/** Judges signatures that are to be verified, in the words of the vectors. */
async function verifying(algorithm: MlDsa, { publicKey }: Group): Promise<Judge> {
  const key = bytes(publicKey ?? '');
  const set = { ...parameterSets[algorithm.keySpec as keyof typeof parameterSets], publicKeyBytes: key.length };
  const verifier = await orRefused(() => algorithm.verifier(encodePublicKey(set, key)));
  if (verifier === 'invalid') return refuses;
  return async ({ msg, sig = '' }) =>
    (await verifier.verify(signing, 'RAW', bytes(msg), bytes(sig))) ? 'valid' : 'invalid';
}

/** The same with the key of a seed, which must have the known public key and sign what it verifies. */
async function signingWith(algorithm: MlDsa, { privateSeed, publicKey, publicKeyDer }: Group): Promise<Judge> {
  const material = await orRefused(() => algorithm.parse(SecretBytes.take(bytes(privateSeed ?? ''))));
  if (material === 'invalid') return refuses;
  const encoded = await algorithm.publicKey(material);
  const known = hex(encoded).endsWith(publicKey ?? '') && hex(encoded) === (publicKeyDer ?? hex(encoded));
  const key = await algorithm.load(material);
  const own = await key.sign(signing, 'RAW', bytes('aa'));
  const signs = await algorithm.verifier(encoded).verify(signing, 'RAW', bytes('aa'), own);
  return async ({ msg, sig = '' }) =>
    known && signs && (await key.verify(signing, 'RAW', bytes(msg), bytes(sig))) ? 'valid' : 'inconsistent';
}

/** The vectors that are judged in another way than Wycheproof judges them. */
async function wrongOnes(algorithm: MlDsa, groups: readonly Group[]): Promise<readonly Vector[]> {
  const wrong: Vector[] = [];
  for (const group of groups) {
    const vectors = group.tests.filter(isExpressible);
    if (vectors.length === 0) continue;
    const judge = await (group.privateSeed === undefined ? verifying : signingWith)(algorithm, group);
    const verdicts = await Promise.all(vectors.map(judge));
    wrong.push(...vectors.filter(({ result }, index) => verdicts[index] !== result));
  }
  return wrong;
}

describe.skipIf(areMissing)('Wycheproof', () => {
  for (const { name, keySpec, groups } of files) {
    const set = parameterSets[keySpec];

    test.each(providers)(`${name} is judged by $name as Wycheproof judges it`, async (provider) => {
      expect(await wrongOnes(algorithmOf(provider, keySpec), groups)).toEqual([]);
    });

    test(`${name} has the signatures of liboqs, given the same randomness`, async () => {
      expect(await otherSignatures(await loadPrimitive('liboqs', set), set, groups)).toEqual([]);
    });

    test(`${name} has few vectors that the contract has no words for`, () => {
      const all = groups.flatMap(({ tests }) => tests);
      const words = all.filter(isExpressible).length;
      const context = all.filter(({ ctx = '' }) => ctx !== '').length;
      const hashed = all.filter(({ msg }) => msg === undefined).length;
      const expanded = groups.filter(({ privateKey }) => privateKey !== undefined).length;
      expect(words + context + hashed).toBeGreaterThanOrEqual(all.length);
      process.stdout.write(
        `${name}: ${words} of ${all.length} vectors run; left out: ${context} with a context string, ` +
          `${hashed} without a message, and the signing with ${expanded} expanded keys.\n`,
      );
    });
  }

  test('keys as PKCS #8 are what data-key pairs are', async () => {
    for (const { keySpec, groups } of files) {
      const group = groups.find(({ privateSeed, privateKeyPkcs8 }) => privateSeed?.length === 64 && privateKeyPkcs8);
      const [provider] = providers;
      if (typeof group?.privateKeyPkcs8 !== 'string' || provider === undefined) continue;
      const { privateKey } = await algorithmOf(provider, keySpec).dataKeyPair.generate();
      const prefix = group.privateKeyPkcs8.slice(0, -64);
      expect(privateKey.use((der) => hex(der).slice(0, -64))).toBe(prefix);
    }
  });
});
