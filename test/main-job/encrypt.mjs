import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { readPolicyFolder } from '@chatelaine/policy';
import { sealFile } from './envelope.mjs';
import { openVaultIn } from './open.mjs';
import { alice, operator } from './principals.mjs';
import { recording } from './recording.mjs';
import { refusal } from './refusal.mjs';

/** The first process: makes the vault and two keys, and encrypts the file. Gives the ids of the keys. */
export async function encrypt(job, report, calls) {
  const vault = await report.step('vault made', (tell) => {
    tell(`in ${job.directory}`);
    return openVaultIn(job.directory, { create: true });
  });
  try {
    return await encryptWith(vault, job, report, calls);
  } finally {
    await vault.close();
  }
}

async function encryptWith(vault, { policies, file, envelope, encryptionContext }, report, calls) {
  const host = recording(vault.administration, 'host', calls);
  const manage = recording(vault.as(operator), operator.id, calls);
  const use = recording(vault.as(alice), alice.id, calls);

  await report.step('denied by default', async (tell) => {
    const { code } = await refusal('NoActivePolicy', manage.createKey());
    tell(`${code}, as long as there is no policy`);
  });

  await report.step('policies activated', async (tell) => {
    const documents = readPolicyFolder(policies);
    const { version } = await host.activatePolicy({ documents, expectedVersion: 0 });
    tell(`version ${version}, ${documents.map(({ name }) => basename(name).split('.')[0]).join(', ')}`);
  });

  const keys = await report.step('keys created', async (tell) => {
    const first = await manage.createKey({ alias: 'alias/payments/files', tags: { env: 'prod' } });
    const second = await manage.createKey({ alias: 'alias/payments/cards', tags: { env: 'prod' } });
    assert.notEqual(first.keyId, second.keyId);
    tell(`${first.aliases.join()} and ${second.aliases.join()}, by ${operator.id}`);
    return { files: first.keyId, cards: second.keyId };
  });

  const dataKey = await report.step('data key made', async (tell) => {
    const made = await use.createDataKey({ keyId: 'alias/payments/files', encryptionContext });
    assert.equal(made.keyId, keys.files);
    tell(`${8 * made.plaintext.length} bits, under alias/payments/files, by ${alice.id}`);
    return made;
  });

  await report.step('file encrypted', async (tell) => {
    await sealFile(file, envelope, dataKey);
    dataKey.plaintext.fill(0);
    const { size } = await stat(envelope);
    tell(`with AES-256-GCM, ${size.toLocaleString('en')} bytes together with its data key`);
  });

  return keys;
}
