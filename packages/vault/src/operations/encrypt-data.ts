import type { EncryptDataResponse, KeyIdentifier } from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { purposes } from '../ciphertext/purpose.ts';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { sealWith } from './aead-use.ts';
import { symmetricFactsOf } from './algorithm-facts.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
  readonly plaintext: Uint8Array;
  readonly encryptionContext: EncodedContext;
}

export const encryptData: Implementation = implement<Request, EncryptDataResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, symmetricFactsOf),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    return after(sealWith(call, entry, purposes.data, call.request.plaintext, services), (ciphertext) => ({
      keyId: entry.record.keyId,
      ciphertext,
    }));
  },
});
