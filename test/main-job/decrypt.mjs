import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { openFile } from './envelope.mjs';
import { openVaultIn } from './open.mjs';
import { alice, mallory, operator } from './principals.mjs';
import { recording } from './recording.mjs';
import { refusal } from './refusal.mjs';
import { sha256 } from './sha256.mjs';

/** The second process: opens the vault again, decrypts the file, and is refused where it has to be. */
export async function decrypt(job, report, calls) {
  const vault = await report.step('vault opened again', (tell) => {
    tell('with its keys and the active policies');
    return openVaultIn(job.directory, { create: false });
  });
  try {
    const host = recording(vault.administration, 'host', calls);
    const use = recording(vault.as(alice), alice.id, calls);
    await decryptByEveryName(job, report, use);
    await refuseWhatIsWrong(job, report, use);
    for (const principal of [operator, mallory]) {
      await report.step(`${principal.id} refused`, async (tell) => {
        const intrude = recording(vault.as(principal), principal.id, calls);
        const { code, message } = await refusal('AccessDenied', restore(job, intrude, { keyId: job.keys.files }));
        tell(`${code}: ${message.split(' is denied: ').at(-1)}`);
      });
    }
    await report.step('store verified', async (tell) => {
      const { records } = await host.verifyStore();
      tell(`${records} records, each as it was written`);
    });
  } finally {
    await vault.close();
  }
}

/** Decrypts the envelope into `job.restored`. */
function restore(job, kms, { keyId, encryptionContext = job.encryptionContext }) {
  return openFile(job.envelope, job.restored, async (ciphertext) => {
    const { plaintext } = await kms.decryptDataKey({ ciphertext, keyId, encryptionContext });
    return plaintext;
  });
}

async function decryptByEveryName(job, report, use) {
  const key = await use.describeKey({ keyId: job.keys.files });
  const names = { id: key.keyId, alias: key.aliases[0], 'alias URN': key.aliasUrns[0], 'key URN': key.urn };
  for (const [kind, keyId] of Object.entries(names)) {
    await report.step(`decrypted by ${kind}`, async (tell) => {
      await restore(job, use, { keyId });
      assert.equal(await sha256(job.restored), job.sha256, 'What was decrypted is not the original.');
      tell(`same SHA-256, ${keyId}`);
    });
  }
}

async function refuseWhatIsWrong(job, report, use) {
  await report.step('wrong context refused', async (tell) => {
    const encryptionContext = { ...job.encryptionContext, tenant: 't-18' };
    const { code } = await refusal('DecryptFailed', restore(job, use, { keyId: job.keys.files, encryptionContext }));
    tell(`${code}, tenant t-18 instead of ${job.encryptionContext.tenant}`);
  });
  await report.step('wrong key refused', async (tell) => {
    const { code } = await refusal('DecryptFailed', restore(job, use, { keyId: job.keys.cards }));
    tell(`${code}, alias/payments/cards`);
  });
  await report.step('changed file refused', async (tell) => {
    await flipLastBit(job.envelope);
    const changed = restore(job, use, { keyId: job.keys.files });
    await assert.rejects(changed, /unable to authenticate/, 'The changed file was decrypted.');
    await flipLastBit(job.envelope);
    tell('one bit of it flipped');
  });
}

async function flipLastBit(path) {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    buffer[0] ^= 1;
    await file.write(buffer, 0, 1, size - 1);
  } finally {
    await file.close();
  }
}
