import { crossCheckStores, ModelKeyStore } from '@chatelaine/conformance/cross-check';
import { describe, expect, test } from 'vitest';
import { MemoryKeyStore } from '../src/index.ts';

describe('MemoryKeyStore', () => {
  test.each(['1', '2', '3', '4', '5'])(
    'answers like the model, operation by operation, with the seed %s',
    async (seed) => {
      const model = { open: async () => new ModelKeyStore() };
      const memory = { open: async () => new MemoryKeyStore() };
      const check = crossCheckStores({ stores: { model, memory }, seed, operations: 400 });
      await expect(check).resolves.toBeUndefined();
    },
  );
});
