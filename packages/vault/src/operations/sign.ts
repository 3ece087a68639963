import type { SignResponse } from '@chatelaine/core';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';
import { type MessageRequest, signerUse, signingFacts } from './signer-use.ts';

export const sign: Implementation = implement<MessageRequest, SignResponse>({
  resolve: (call, services) => resolveKey(call, services, signingFacts),
  run({ request }, resolved, services) {
    const entry = keyOf(resolved);
    const { keyId, keySpec } = entry.record;
    return after(services.loader.current(entry), (version) => {
      const { signer, algorithm, messageType } = signerUse(version, request, keySpec);
      return after(version.whileRunning(signer.sign(algorithm, messageType, request.message)), (signature) => ({
        keyId,
        signature,
        signingAlgorithm: algorithm,
      }));
    });
  },
});
