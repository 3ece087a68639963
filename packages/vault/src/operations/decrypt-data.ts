import type { DecryptDataResponse } from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { purposes } from '../ciphertext/purpose.ts';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { openWith } from './aead-use.ts';
import { symmetricFacts } from './algorithm-facts.ts';
import { type ExpectedKey, resolveCiphertext } from './resolve-ciphertext.ts';
import { keyOf } from './resolved-key.ts';

interface Request extends ExpectedKey {
  readonly ciphertext: Uint8Array;
  readonly encryptionContext: EncodedContext;
}

export const decryptData: Implementation = implement<Request, DecryptDataResponse>({
  resolve: (call, services) => resolveCiphertext(call, call.request.ciphertext, symmetricFacts, services),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    return after(openWith(call, entry, purposes.data, call.request.ciphertext, services), (plaintext) => ({
      keyId: entry.record.keyId,
      plaintext,
    }));
  },
});
