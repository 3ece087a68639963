import { randomBytes } from 'node:crypto';
import { registerChecks, rootKeyChecks } from '@chatelaine/conformance/root-key';
import { afterAll, describe, test, vi } from 'vitest';
import { openRootKey, scratchDirectory } from './registered.ts';

const { path: baseDirectory, remove } = scratchDirectory();
afterAll(() => {
  remove();
  vi.unstubAllEnvs();
});

describe('a key file keeps the contract', () => {
  const open = (path: string) => openRootKey('key-file', { path }, { baseDirectory, newVault: true });
  registerChecks(test, rootKeyChecks, { open: () => open('root.key'), openAnother: () => open('other.key') });
});

describe('a root key in the environment keeps the contract', () => {
  const names = ['CONFORMANCE_ROOT_KEY', 'CONFORMANCE_OTHER_KEY'] as const;
  for (const name of names) vi.stubEnv(name, randomBytes(32).toString('base64url'));
  const open = (variable: string) => openRootKey('environment', { variable });
  registerChecks(test, rootKeyChecks, { open: () => open(names[0]), openAnother: () => open(names[1]) });
});

describe('a passphrase keeps the contract', () => {
  // The least that is taken, since each of some fifty guesses has its price.
  const open = (passphrase: string) => openRootKey('passphrase', { passphrase, cost: { N: 2 ** 14 } });
  registerChecks(test, rootKeyChecks, {
    open: () => open('correct horse battery staple'),
    openAnother: () => open('another horse battery staple'),
  });
});
