import type { SignResponse } from '@chatelaine/core';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { admit } from '../pipeline/pool-slots.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';
import { executionOf, type MessageRequest, signerUse, signingFacts } from './signer-use.ts';

export const sign: Implementation = implement<MessageRequest, SignResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, signingFacts),
  run(call, resolved, services) {
    const { request } = call;
    const entry = keyOf(resolved);
    const { keyId, keySpec } = entry.record;
    return after(services.loader.current(entry), (version) => {
      const { signer, algorithm, messageType } = signerUse(version, request, keySpec);
      const { execution } = signer;
      admit(call, executionOf(messageType, execution.sign, execution.signDigest), services);
      return after(version.whileRunning(signer.sign(algorithm, messageType, request.message)), (signature) => ({
        keyId,
        signature,
        signingAlgorithm: algorithm,
      }));
    });
  },
});
