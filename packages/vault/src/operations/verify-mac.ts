import { timingSafeEqual } from 'node:crypto';
import type { VerifyMacResponse } from '@chatelaine/core';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { macFacts, type MacRequest, makeMac } from './mac-use.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request extends MacRequest {
  readonly mac: Uint8Array;
}

export const verifyMac: Implementation = implement<Request, VerifyMacResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, macFacts),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    return after(makeMac(call, entry, services), ({ mac, macAlgorithm }) => ({
      keyId: entry.record.keyId,
      macValid: isEqual(mac, call.request.mac),
      macAlgorithm,
    }));
  },
});

// The length of a code is no secret; its bytes are, until they are given out.
function isEqual(mac: Uint8Array, given: Uint8Array): boolean {
  const equal = mac.length === given.length && timingSafeEqual(mac, given);
  mac.fill(0);
  return equal;
}
