import { type EncryptDataResponse, type KeyIdentifier, type RequestFacts, symmetricDefault } from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { purposes } from '../ciphertext/purpose.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { LoadedVersion } from '../keys/loaded-version.ts';
import { after, isPromise } from '../pipeline/after.ts';
import type { Call } from '../pipeline/call.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';
import { sealUnder } from './aead-use.ts';
import { algorithmAsked, algorithmOf } from './named-algorithm.ts';
import { refuseContext, sealBlock } from './public-encryption-use.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
  readonly plaintext: Uint8Array;
  readonly encryptionContext: EncodedContext;
  readonly encryptionAlgorithm: string | undefined;
}

export const encryptData: Implementation = implement<Request, EncryptDataResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, encryptionFacts),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    const version = services.loader.current(entry);
    return isPromise(version)
      ? version.then((loaded) => encrypt(call, entry, loaded, services))
      : encrypt(call, entry, version, services);
  },
});

function encryptionFacts(
  { request }: Call<Request>,
  entry: KeyEntry | undefined,
  services: Services,
): RequestFacts | undefined {
  return services.facts.of(algorithmAsked(request.encryptionAlgorithm, 'ENCRYPT_DECRYPT', entry, services));
}

function encrypt(
  call: Call<Request>,
  { record: { keyId, keySpec } }: KeyEntry,
  version: LoadedVersion,
  services: Services,
): EncryptDataResponse | Promise<EncryptDataResponse> {
  const { encryptionAlgorithm: named, encryptionContext } = call.request;
  const { publicEncryption: encryption } = version.key;
  if (encryption !== undefined) {
    const algorithm = algorithmOf(named, encryption.encryptionAlgorithms, keySpec);
    refuseContext(encryptionContext);
    const block = sealBlock(call, { version, encryption, algorithm }, call.request, services);
    return after(block, (ciphertext) => ({ keyId, ciphertext, encryptionAlgorithm: algorithm }));
  }
  if (named !== undefined) algorithmOf(named, [symmetricDefault], keySpec);
  const sealed = sealUnder(call, version, purposes.data, encryptionContext, call.request, services);
  return after(sealed, (ciphertext) => ({ keyId, ciphertext, encryptionAlgorithm: symmetricDefault }));
}
