import type { GenerateMacResponse } from '@chatelaine/core';
import { after } from '../pipeline/after.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { macFacts, type MacRequest, makeMac } from './mac-use.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

export const generateMac: Implementation = implement<MacRequest, GenerateMacResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, macFacts),
  run(call, resolved, services) {
    const entry = keyOf(resolved);
    return after(makeMac(call, entry, services), ({ mac, macAlgorithm }) => ({
      keyId: entry.record.keyId,
      mac,
      macAlgorithm,
    }));
  },
});
