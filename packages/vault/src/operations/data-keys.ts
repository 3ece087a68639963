import { randomFillSync } from 'node:crypto';
import type {
  CreateDataKeyResponse,
  CreateDataKeyWithoutPlaintextResponse,
  DecryptDataKeyResponse,
  EncryptDataKeyResponse,
  KeyIdentifier,
} from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { purposes } from '../ciphertext/purpose.ts';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { openWith, sealWith } from './aead-use.ts';
import { symmetricFacts, symmetricFactsOf } from './algorithm-facts.ts';
import { type ExpectedKey, resolveCiphertext } from './resolve-ciphertext.ts';
import { resolveKey } from './resolve-key.ts';
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

interface DecryptRequest extends ExpectedKey {
  readonly ciphertext: Uint8Array;
  readonly encryptionContext: EncodedContext;
}

export const createDataKey: Implementation = implement<CreateRequest, CreateDataKeyResponse>({
  resolve: (call, services) => resolveKey(call, services, symmetricFactsOf),
  run({ request: { length, encryptionContext } }, resolved, services) {
    const entry = keyOf(resolved);
    const plaintext = randomFillSync(new Uint8Array(length));
    return after(sealWith(entry, purposes.dataKey, encryptionContext, plaintext, services), (ciphertext) => ({
      keyId: entry.record.keyId,
      plaintext,
      ciphertext,
    }));
  },
});

export const createDataKeyWithoutPlaintext: Implementation = implement<
  CreateRequest,
  CreateDataKeyWithoutPlaintextResponse
>({
  resolve: (call, services) => resolveKey(call, services, symmetricFactsOf),
  run({ request: { length, encryptionContext } }, resolved, services) {
    const entry = keyOf(resolved);
    const plaintext = randomFillSync(new Uint8Array(length));
    return after(sealWith(entry, purposes.dataKey, encryptionContext, plaintext, services), (ciphertext) => {
      plaintext.fill(0);
      return { keyId: entry.record.keyId, ciphertext };
    });
  },
});

export const encryptDataKey: Implementation = implement<EncryptRequest, EncryptDataKeyResponse>({
  resolve: (call, services) => resolveKey(call, services, symmetricFactsOf),
  run({ request: { plaintext, encryptionContext } }, resolved, services) {
    const entry = keyOf(resolved);
    return after(sealWith(entry, purposes.dataKey, encryptionContext, plaintext, services), (ciphertext) => ({
      keyId: entry.record.keyId,
      ciphertext,
    }));
  },
});

export const decryptDataKey: Implementation = implement<DecryptRequest, DecryptDataKeyResponse>({
  resolve: (call, services) => resolveCiphertext(call, call.request.ciphertext, symmetricFacts, services),
  run({ request: { ciphertext, encryptionContext } }, resolved, services) {
    const entry = keyOf(resolved);
    return after(openWith(entry, purposes.dataKey, encryptionContext, ciphertext, services), (plaintext) => ({
      keyId: entry.record.keyId,
      plaintext,
    }));
  },
});
