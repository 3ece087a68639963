import type { VerifyResponse } from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { type MessageRequest, signingFacts, useSigner } from './signer-use.ts';

interface Request extends MessageRequest {
  readonly signature: Uint8Array;
}

export const verify: Implementation = implement<Request, VerifyResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, signingFacts),
  run: (call, resolved, services) =>
    useSigner(call, resolved, services, {
      method: 'verify',
      work({ algorithm, messageType, signer }) {
        const { message, signature } = call.request;
        return signer.verify(algorithm, messageType, message, signature);
      },
      tell: (keyId, signatureValid, signingAlgorithm) => ({ keyId, signatureValid, signingAlgorithm }),
    }),
});
