import { type DecryptDataResponse, symmetricDefault } from '@chatelaine/core';
import { purposes } from '../ciphertext/purpose.ts';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { symmetricFacts } from './algorithm-facts.ts';
import { type Encrypted, openEncrypted, resolveEncrypted } from './decryption.ts';
import { keyOf } from './resolved-key.ts';

export const decryptData: Implementation = implement<Encrypted, DecryptDataResponse>({
  resolve: (call, services) => {
    const facts = services.facts.of(call.request.encryptionAlgorithm) ?? symmetricFacts;
    return resolveEncrypted(call, call.request, facts, services);
  },
  run(call, resolved, services) {
    const { keyId } = keyOf(resolved).record;
    const { encryptionAlgorithm = symmetricDefault } = call.request;
    const opened = openEncrypted(call, keyOf(resolved), call.request, purposes.data, services);
    return after(opened, (plaintext) => ({ keyId, plaintext, encryptionAlgorithm }));
  },
});
