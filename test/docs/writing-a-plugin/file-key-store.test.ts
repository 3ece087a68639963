import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyStoreChecks, registerChecks } from '@chatelaine/conformance/key-store';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { FileKeyStore } from './file-key-store.ts';

let folder: string;
const pathOf = new Map<unknown, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-key-store-'));
});

afterAll(() => rm(folder, { recursive: true }));

function open(path: string): FileKeyStore {
  const store = new FileKeyStore(path);
  pathOf.set(store, path);
  return store;
}

describe('FileKeyStore', () => {
  registerChecks(test, keyStoreChecks, {
    features: { durable: true, shared: false },
    open: async () => open(join(folder, `${pathOf.size}.json`)),
    reopen: async (store) => {
      await store.close();
      return open(pathOf.get(store) ?? '');
    },
  });
});
