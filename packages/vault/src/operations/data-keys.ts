import { randomFillSync } from 'node:crypto';
import {
  type CreateDataKeyResponse,
  type CreateDataKeyWithoutPlaintextResponse,
  type DecryptDataKeyResponse,
  type EncryptDataKeyResponse,
  type KeyIdentifier,
  type RequestFacts,
  mixed,
} from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { purposeOfCiphertext } from '../ciphertext/header.ts';
import { purposes } from '../ciphertext/purpose.ts';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { openWith, sealWith } from './aead-use.ts';
import { symmetricFacts, symmetricFactsOf } from './algorithm-facts.ts';
import { resolveCiphertext } from './resolve-ciphertext.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface CreateRequest {
  readonly keyId: KeyIdentifier;
  readonly length: number;
  readonly encryptionContext: EncodedContext;
}

interface EncryptRequest {
  readonly keyId: KeyIdentifier;
  readonly plaintext: Uint8Array;
  readonly encryptionContext: EncodedContext;
}

interface DecryptRequest {
  readonly keyId: KeyIdentifier | undefined;
  readonly ciphertext: Uint8Array;
  readonly encryptionContext: EncodedContext;
}

const keyFacts: RequestFacts = Object.freeze({ ...symmetricFacts, purpose: 'dataKey' });
const pairFacts: RequestFacts = Object.freeze({ ...symmetricFacts, purpose: 'dataKeyPair' });

export const createDataKey: Implementation = implement<CreateRequest, CreateDataKeyResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, symmetricFactsOf),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    const plaintext = mixed(randomFillSync(new Uint8Array(call.request.length)));
    return after(
      sealWith(call, entry, purposes.dataKey, call.request.encryptionContext, { plaintext }, services),
      (ciphertext) => ({
        keyId: entry.record.keyId,
        plaintext,
        ciphertext,
      }),
    );
  },
});

export const createDataKeyWithoutPlaintext: Implementation = implement<
  CreateRequest,
  CreateDataKeyWithoutPlaintextResponse
>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, symmetricFactsOf),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    const plaintext = mixed(randomFillSync(new Uint8Array(call.request.length)));
    return after(
      sealWith(call, entry, purposes.dataKey, call.request.encryptionContext, { plaintext }, services),
      (ciphertext) => {
        plaintext.fill(0);
        return { keyId: entry.record.keyId, ciphertext };
      },
    );
  },
});

export const encryptDataKey: Implementation = implement<EncryptRequest, EncryptDataKeyResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, symmetricFactsOf),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    return after(
      sealWith(call, entry, purposes.dataKey, call.request.encryptionContext, call.request, services),
      (ciphertext) => ({
        keyId: entry.record.keyId,
        ciphertext,
      }),
    );
  },
});

export const decryptDataKey: Implementation = implement<DecryptRequest, DecryptDataKeyResponse>({
  resolve(call, services) {
    const { ciphertext, keyId } = call.request;
    const facts = purposeOfCiphertext(ciphertext) === purposes.dataKeyPair ? pairFacts : keyFacts;
    return resolveCiphertext(call, keyId, ciphertext, facts, services);
  },
  run(call, resolved, services) {
    const { encryptionContext } = call.request;
    const entry = keyOf(resolved);
    // What was decided on is what is opened, and nothing else.
    const purpose = resolved.question.facts === pairFacts ? purposes.dataKeyPair : purposes.dataKey;
    return after(openWith(call, entry, purpose, encryptionContext, call.request, services), (plaintext) => ({
      keyId: entry.record.keyId,
      plaintext,
    }));
  },
});
