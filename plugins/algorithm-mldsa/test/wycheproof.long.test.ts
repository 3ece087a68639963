import { expect, test } from 'vitest';
import { parameterSets } from '../src/parameter-sets.ts';
import { loadPrimitive } from '../src/primitives/load-primitive.ts';
import { otherSignatures } from './wycheproof-signatures.ts';
import { areMissing, wycheproofFiles } from './wycheproof.ts';

test.skipIf(areMissing)('Wycheproof has the signatures of noble, given the same randomness', async () => {
  for (const { keySpec, groups } of wycheproofFiles) {
    const set = parameterSets[keySpec];
    expect(await otherSignatures(await loadPrimitive('noble', set), set, groups)).toEqual([]);
  }
});
