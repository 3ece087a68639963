import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aes } from '@chatelaine/algorithm-aes';
import { casl } from '@chatelaine/authorization-casl';
import { generated } from '@chatelaine/material-generated';
import { localRootKey } from '@chatelaine/root-key-local';
import { openVault } from '@chatelaine/vault';
import { expect, onTestFinished, test } from 'vitest';
import { fileStore } from './file-store.ts';

const everything = `
policy: chatelaine/v1
name: trial
rules:
  - id: alice-may-do-everything
    effect: allow
    who: ['user:alice']
    actions: [kms:cmk:create, kms:alias:create, kms:cmk:get, kms:cmk:encryptData, kms:cmk:decryptData]
    keys: all
    reason: A trial on one machine
`;

test('a vault keeps its keys in a store of our own', async () => {
  const baseDirectory = await mkdtemp(join(tmpdir(), 'own-store-'));
  onTestFinished(() => rm(baseDirectory, { recursive: true }));
  const open = () =>
    openVault({
      region: 'eu-de-ring0',
      domainId: '3ba44455500dd43127',
      baseDirectory,
      plugins: [fileStore(), localRootKey(), casl(), generated(), aes()],
      keyStore: { use: 'file', path: './vault.json' },
      rootKey: { use: 'key-file', path: './root.key' },
      authorizer: { use: 'casl' },
    });

  const first = await open();
  await first.administration.activatePolicy({
    documents: [{ name: 'trial.policy.yaml', text: everything }],
    expectedVersion: 0,
  });
  const plaintext = new TextEncoder().encode('attack at dawn');
  const alice = first.as({ id: 'user:alice' });
  await alice.createKey({ alias: 'alias/trial' });
  const { ciphertext } = await alice.encryptData({ keyId: 'alias/trial', plaintext });
  await first.close();

  const second = await open();
  expect((await second.as({ id: 'user:alice' }).decryptData({ ciphertext })).plaintext).toEqual(plaintext);
  await second.close();
});
