import { createHash } from 'node:crypto';
import { SecretBytes, VaultError } from '@chatelaine/core';
import { altered, loading, lyingAead, lyingSigner, type Mutants } from './lying.ts';
import { own } from './raw-material.ts';
import { testAead } from './test-aead.ts';
import { testMac } from './test-mac.ts';

/** Lies about what it is, and in the way it handles material. */
export const declarationMutants: Mutants = {
  'has a lower-case key spec': altered(() => ({ keySpec: 'aes' })),
  'declares a usage twice': altered(() => ({ usages: Object.freeze(['ENCRYPT_DECRYPT', 'ENCRYPT_DECRYPT'] as const) })),
  'lets its usages be changed': altered(() => ({ usages: ['ENCRYPT_DECRYPT'] })),
  'has a suite 0': altered(() => ({ suites: Object.freeze([0]) })),
  'lets its suites be changed': altered(() => ({ suites: [7] })),
  'declares suites without encrypting': altered(() => ({ suites: Object.freeze([1]) }), testMac),
  'runs elsewhere': altered(() => ({ execution: 'elsewhere' as 'pool' })),
  'seals elsewhere': lyingAead(() => ({ execution: { seal: 'elsewhere' as 'pool', open: 'inline' } })),
  'signs digests elsewhere': lyingSigner(({ execution }) => ({
    execution: { ...execution, signDigest: 'elsewhere' as 'pool' },
  })),
  'verifies digests elsewhere': lyingSigner(({ execution }) => ({
    execution: { ...execution, verifyDigest: 'elsewhere' as 'pool' },
  })),
  'names another algorithm than its keys': altered(
    () => ({
      algorithmNames: Object.freeze({ GENERATE_VERIFY_MAC: Object.freeze(['HMAC_SHA_1'] as const) }),
    }),
    testMac,
  ),
  'names algorithms for a usage that it does not have': altered((honest) => ({
    algorithmNames: Object.freeze({ ...honest.algorithmNames, SIGN_VERIFY: Object.freeze(['SIGN'] as const) }),
  })),
  'lets its names be changed': altered((honest) => ({ algorithmNames: { ...honest.algorithmNames } })),
  'gives material of a form that nobody knows': altered(() => ({ materialForm: 'jwk' as 'raw' })),
  'gives raw material for PKCS #8': altered(() => ({ materialForm: 'pkcs8' })),
  'has a provider without a name': altered(() => ({ provider: { name: '', timing: 'constant-time' } })),
  'has a provider that keeps no time': altered(() => ({ provider: { name: 'test', timing: 'fast' as 'best-effort' } })),
  'adds a suite when it is used': () => {
    let suites: readonly number[] = Object.freeze([7]);
    const honest = loading(testAead(), () => {
      suites = Object.freeze([7, 8]);
      return {};
    });
    return Object.defineProperty(honest, 'suites', { get: () => suites });
  },
  'loads keys without the capability that it declares': () => loading(testMac(), () => ({ mac: undefined })),
  'loads keys with a capability that it does not declare': () =>
    loading(testAead(), () => ({ mac: { macAlgorithm: 'MAC', generate: () => new Uint8Array(32) } })),
  'gives public keys of symmetric keys': altered(() => ({ publicKey: () => new Uint8Array(44) })),

  'generates the same material for ever': altered(() => ({
    generate: () => SecretBytes.take(Buffer.alloc(32, 'same')),
  })),
  'hashes material when it parses it': altered(() => ({
    parse: (material) => material.use((bytes) => SecretBytes.take(createHash('sha256').update(bytes).digest())),
  })),
  'returns the material that it was to parse': altered((honest) => ({
    parse: async (material) => ((await honest.parse(material)).length > 0 ? material : material),
  })),
  'disposes the material that it parsed': altered((honest) => ({
    parse: async (material) => {
      const parsed = await honest.parse(material);
      material.dispose();
      return parsed;
    },
  })),
  'takes material of any length': altered(() => ({
    parse: (material) => material.use((bytes) => SecretBytes.take(own(bytes))),
  })),
  'refuses material with an error of its own': altered((honest) => ({
    parse: (material) => {
      if (material.length !== 32) throw new RangeError('not 32 bytes');
      return honest.parse(material);
    },
  })),
  'disposes the material that it refuses': altered((honest) => ({
    parse: (material) => {
      if (material.length !== 32) material.dispose();
      return honest.parse(material);
    },
  })),
  'says in its error what the material was': altered((honest) => ({
    parse: (material) => {
      if (material.length === 32) return honest.parse(material);
      const shown = material.use((bytes) => Buffer.from(bytes).toString('hex'));
      throw new VaultError('InvalidArgument', `${shown} is no key.`);
    },
  })),
  'hangs the refused bytes on its error': altered((honest) => ({
    parse: (material) => {
      if (material.length === 32) return honest.parse(material);
      throw new VaultError('InvalidArgument', 'This is no key.', { cause: material.use(own) });
    },
  })),
};
