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

interface DecryptRequest extends ExpectedKey {
  readonly ciphertext: Uint8Array;
  readonly encryptionContext: EncodedContext;
}

export const createDataKey: Implementation = implement<CreateRequest, CreateDataKeyResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, symmetricFactsOf),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    const plaintext = randomFillSync(new Uint8Array(call.request.length));
    return after(sealWith(call, entry, purposes.dataKey, plaintext, services), (ciphertext) => ({
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
  resolve: (call, services) => resolveKeyWithFacts(call, services, symmetricFactsOf),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    const plaintext = randomFillSync(new Uint8Array(call.request.length));
    return after(sealWith(call, entry, purposes.dataKey, plaintext, services), (ciphertext) => {
      plaintext.fill(0);
      return { keyId: entry.record.keyId, ciphertext };
    });
  },
});

export const encryptDataKey: Implementation = implement<EncryptRequest, EncryptDataKeyResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, symmetricFactsOf),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    return after(sealWith(call, entry, purposes.dataKey, call.request.plaintext, services), (ciphertext) => ({
      keyId: entry.record.keyId,
      ciphertext,
    }));
  },
});

export const decryptDataKey: Implementation = implement<DecryptRequest, DecryptDataKeyResponse>({
  resolve: (call, services) => resolveCiphertext(call, call.request.ciphertext, symmetricFacts, services),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    return after(openWith(call, entry, purposes.dataKey, call.request.ciphertext, services), (plaintext) => ({
      keyId: entry.record.keyId,
      plaintext,
    }));
  },
});
