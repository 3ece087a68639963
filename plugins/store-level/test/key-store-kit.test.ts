import { keyStoreChecks, registerChecks } from '@chatelaine/conformance/key-store';
import { afterAll, describe, test } from 'vitest';
import { levelSubject, TemporaryDirectories } from './level-subject.ts';

describe('LevelKeyStore', () => {
  const directories = new TemporaryDirectories();
  afterAll(() => directories.remove());

  registerChecks(test, keyStoreChecks, levelSubject(directories));
});
