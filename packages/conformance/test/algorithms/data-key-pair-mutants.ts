import { SecretBytes, VaultError, type Algorithm, type DataKeyPair } from '@chatelaine/core';
import { altered, type Mutants } from './lying.ts';
import { own } from './raw-material.ts';
import { testSigner } from './test-signer.ts';

async function honestPair(): Promise<DataKeyPair> {
  const pair = await testSigner().dataKeyPair?.generate();
  if (pair === undefined) throw new VaultError('Internal', 'The honest algorithm makes pairs.');
  return pair;
}

/** Makes other pairs than the honest algorithm. */
function lyingPairs(change: (honest: DataKeyPair) => Partial<DataKeyPair> | Promise<Partial<DataKeyPair>>) {
  return altered(() => {
    const generate = async (): Promise<DataKeyPair> => {
      const honest = await honestPair();
      return { ...honest, ...(await change(honest)) };
    };
    return { dataKeyPair: { generate } };
  }, testSigner);
}

/** Lies about data-key pairs. */
export const dataKeyPairMutants: Mutants = {
  'makes one pair for ever': (): Algorithm => {
    let first: Promise<DataKeyPair> | undefined;
    const generate = async (): Promise<DataKeyPair> => {
      first ??= honestPair();
      const { publicKey, privateKey } = await first;
      return { publicKey: own(publicKey), privateKey };
    };
    return { ...testSigner(), dataKeyPair: { generate } };
  },
  'gives the private key as plain bytes': lyingPairs(({ privateKey }) => ({
    privateKey: privateKey.use(own) as unknown as SecretBytes,
  })),
  'gives the public key in memory that holds more': lyingPairs(({ publicKey }) => ({
    publicKey: Buffer.concat([publicKey, publicKey]).subarray(0, publicKey.length),
  })),
  'puts a byte after the private key': lyingPairs(({ privateKey }) => ({
    privateKey: SecretBytes.take(privateKey.use((bytes) => Buffer.concat([bytes, Buffer.alloc(1)]))),
  })),
  'gives the seed without its PKCS #8': lyingPairs(({ privateKey }) => ({
    privateKey: SecretBytes.take(privateKey.use((bytes) => own(bytes.subarray(-32)))),
  })),
  'gives halves of two pairs': lyingPairs(async () => ({ publicKey: (await honestPair()).publicKey })),
};
