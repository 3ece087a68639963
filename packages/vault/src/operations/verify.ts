import type { VerifyResponse } from '@chatelaine/core';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { admit } from '../pipeline/pool-slots.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';
import { executionOf, type MessageRequest, signerUse, signingFacts } from './signer-use.ts';

interface Request extends MessageRequest {
  readonly signature: Uint8Array;
}

export const verify: Implementation = implement<Request, VerifyResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, signingFacts),
  run(call, resolved, services) {
    const { request } = call;
    const entry = keyOf(resolved);
    const { keyId, keySpec } = entry.record;
    return after(services.loader.current(entry), (version) => {
      const { signer, algorithm, messageType } = signerUse(version, request, keySpec);
      const { execution } = signer;
      admit(call, executionOf(messageType, execution.verify, execution.verifyDigest), services);
      const verdict = signer.verify(algorithm, messageType, request.message, request.signature);
      return after(version.whileRunning(verdict), (signatureValid) => ({
        keyId,
        signatureValid,
        signingAlgorithm: algorithm,
      }));
    });
  },
});
