import { crossCheckStores, ModelKeyStore } from '@chatelaine/conformance/cross-check';
import { afterAll, describe, expect, test } from 'vitest';
import { levelSubject, TemporaryDirectories } from './level-subject.ts';

describe('LevelKeyStore', () => {
  const directories = new TemporaryDirectories();
  afterAll(() => directories.remove());

  test.each(['1', '2', '3', '4', '5'])(
    'answers like the model, operation by operation, with the seed %s',
    async (seed) => {
      const model = { open: async () => new ModelKeyStore() };
      const check = crossCheckStores({ stores: { model, level: levelSubject(directories) }, seed, operations: 400 });
      await expect(check).resolves.toBeUndefined();
    },
  );
});
