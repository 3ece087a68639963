import type { SignResponse } from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { type MessageRequest, signingFacts, useSigner } from './signer-use.ts';

export const sign: Implementation = implement<MessageRequest, SignResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, signingFacts),
  run: (call, resolved, services) =>
    useSigner(call, resolved, services, {
      method: 'sign',
      work: ({ algorithm, messageType, signer }) => signer.sign(algorithm, messageType, call.request.message),
      tell: (keyId, signature, signingAlgorithm) => ({ keyId, signature, signingAlgorithm }),
    }),
});
