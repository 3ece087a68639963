import {
  type Algorithm,
  type CreateDataKeyPairResponse,
  type CreateDataKeyPairWithoutPlaintextResponse,
  type DataKeyPairMaker,
  type KeyIdentifier,
  type KeySpec,
  VaultError,
} from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { purposes } from '../ciphertext/purpose.ts';
import type { Call } from '../pipeline/call.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import { admit } from '../pipeline/pool-slots.ts';
import type { Services } from '../services.ts';
import { aeadOf, sealWith } from './aead-use.ts';
import { symmetricFactsOf } from './algorithm-facts.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
  readonly keyPairSpec: KeySpec;
  readonly encryptionContext: EncodedContext;
}

/** A new pair. */
interface MadePair {
  /** To be given out or wiped. */
  readonly privateKey: Uint8Array;
  readonly answer: CreateDataKeyPairWithoutPlaintextResponse;
}

export const createDataKeyPair: Implementation = implement<Request, CreateDataKeyPairResponse>({
  resolve,
  async run(call, resolved, services) {
    const { answer, privateKey } = await makePair(call, resolved, services);
    return { ...answer, privateKeyPlaintext: privateKey };
  },
});

export const createDataKeyPairWithoutPlaintext: Implementation = implement<
  Request,
  CreateDataKeyPairWithoutPlaintextResponse
>({
  resolve,
  async run(call, resolved, services) {
    const { answer, privateKey } = await makePair(call, resolved, services);
    privateKey.fill(0);
    return answer;
  },
});

function resolve(call: Call<Request>, services: Services): Resolved | Promise<Resolved> {
  makerOf(services.algorithms.of(call.request.keyPairSpec));
  return resolveKeyWithFacts(call, services, symmetricFactsOf);
}

async function makePair(call: Call<Request>, resolved: Resolved, services: Services): Promise<MadePair> {
  const entry = keyOf(resolved);
  const { encryptionContext, keyPairSpec } = call.request;
  // A key that can't encrypt the private key is refused before the work is done.
  aeadOf(await services.loader.current(entry));
  const algorithm = services.algorithms.of(keyPairSpec);
  admit(call, algorithm.execution, services);
  const pair = await makerOf(algorithm).generate();
  const privateKey = pair.privateKey.use((bytes) => new Uint8Array(bytes));
  pair.privateKey.dispose();
  try {
    const purpose = purposes.dataKeyPair;
    const privateKeyCiphertext = await sealWith(
      call,
      entry,
      purpose,
      encryptionContext,
      { plaintext: privateKey },
      services,
    );
    const { keyId } = entry.record;
    const { publicKey } = pair;
    return { privateKey, answer: { keyId, keyPairSpec, publicKey, privateKeyCiphertext } };
  } catch (error) {
    privateKey.fill(0);
    throw error;
  }
}

/** @throws VaultError `UnsupportedKeyPairSpec` */
function makerOf({ dataKeyPair, keySpec }: Algorithm): DataKeyPairMaker {
  if (dataKeyPair !== undefined) return dataKeyPair;
  throw new VaultError(
    'UnsupportedKeyPairSpec',
    `There are no data-key pairs of ${keySpec}. vault.describeAlgorithms() tells of which key specs there are.`,
  );
}
