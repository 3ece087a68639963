import { keyStoreChecks, registerChecks } from '@chatelaine/conformance/key-store';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, test } from 'vitest';

describe('MemoryKeyStore', () => {
  registerChecks(test, keyStoreChecks, {
    features: { durable: false, shared: true },
    watches: true,
    open: async () => new MemoryKeyStore(),
    openAnother: async (store) => {
      if (!(store instanceof MemoryKeyStore)) throw new TypeError('not a memory store');
      return store.openAnother();
    },
  });
});
