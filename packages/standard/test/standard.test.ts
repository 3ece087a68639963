import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { always, type Load, loadImported, openVault, selectable, standard } from '@chatelaine/standard';
import { expect, onTestFinished, test } from 'vitest';

test('gives every plugin that can be selected or is always there, once', async () => {
  const loads: readonly Load[] = [
    ...Object.values(selectable).flatMap((names: Readonly<Record<string, Load>>) => Object.values(names)),
    ...always,
    loadImported,
  ];
  const names = new Set((await Promise.all(loads.map((load) => load()))).map(({ name }) => name));
  const given = (await standard()).map(({ name }) => name);
  expect(given).toHaveLength(names.size);
  expect(new Set(given)).toEqual(names);
});

test('opens a vault that has every key spec', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-standard-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await using vault = await openVault({
    region: 'eu-1',
    domainId: 'shop',
    plugins: await standard(),
    baseDirectory: folder,
    keyStore: { use: 'level', path: './vault' },
    rootKey: { use: 'key-file', path: './root.key' },
    authorizer: { use: 'casl' },
    audit: [{ use: 'jsonl', path: './audit' }],
  });
  await vault.administration.activatePolicy({
    documents: [
      {
        name: 'all.policy.yaml',
        text: [
          'policy: chatelaine/v1',
          'name: all',
          'rules:',
          '  - id: create',
          '    effect: allow',
          '    who: ["user:alice"]',
          '    actions: ["kms:cmk:create"]',
          '    keys: all',
          '    reason: Makes a key of each kind',
        ].join('\n'),
      },
    ],
    expectedVersion: 0,
  });
  const kms = vault.as({ id: 'user:alice' });
  expect(await kms.createKey({ origin: 'external' })).toMatchObject({ state: 'PENDING_IMPORT' });
  for (const keySpec of ['AES_256', 'HMAC_384', 'RSA_2048', 'EC_P256', 'EC_P384', 'SECP256K1', 'ML_DSA_65']) {
    expect(await kms.createKey({ keySpec })).toMatchObject({ keySpec, state: 'ENABLED' });
  }
});
