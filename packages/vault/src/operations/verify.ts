import type { VerifyResponse } from '@chatelaine/core';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';
import { type MessageRequest, signerUse, signingFacts } from './signer-use.ts';

interface Request extends MessageRequest {
  readonly signature: Uint8Array;
}

export const verify: Implementation = implement<Request, VerifyResponse>({
  resolve: (call, services) => resolveKey(call, services, signingFacts),
  run({ request }, resolved, services) {
    const entry = keyOf(resolved);
    const { keyId, keySpec } = entry.record;
    return after(services.loader.current(entry), (version) => {
      const { signer, algorithm, messageType } = signerUse(version, request, keySpec);
      const verdict = signer.verify(algorithm, messageType, request.message, request.signature);
      return after(version.whileRunning(verdict), (signatureValid) => ({
        keyId,
        signatureValid,
        signingAlgorithm: algorithm,
      }));
    });
  },
});
