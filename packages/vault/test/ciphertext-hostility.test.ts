import type { CallerOperations, VaultError } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flipped, joined, randomBytes } from './support/bytes.ts';
import { dataForm, dataKeyForm, type Form, forms, streamForm } from './support/forms.ts';
import { layout } from './support/layout.ts';
import { refusal, visibleParts } from './support/refusal.ts';

type Vault = Awaited<ReturnType<typeof openTestVault>>;

const encryptionContext = { tenant: 't-17', purpose: 'invoices' };
const plaintext = Buffer.from('a secret that no error may show!');

/** Every error of this file: they must all be the same one. */
const seen: VaultError[] = [];
let vault: Vault;
let otherVault: Vault;
let kms: CallerOperations;
let keyId: string;
let otherKeyId: string;

beforeAll(async () => {
  vault = await openTestVault();
  otherVault = await openTestVault();
  kms = vault.as({ id: 'user:alice' });
  ({ keyId } = await kms.createKey({ alias: 'alias/payments' }));
  ({ keyId: otherKeyId } = await kms.createKey({ alias: 'alias/other' }));
});

afterAll(async () => {
  await vault.close();
  await otherVault.close();
});

const sealed = (form: Form): Promise<Uint8Array> => form.seal(kms, keyId, plaintext, encryptionContext);

async function expectRefused(
  form: Form,
  ciphertext: Uint8Array,
  beside: Parameters<Form['open']>[2] = { encryptionContext },
) {
  const error = await refusal(form.open(kms, ciphertext, beside));
  seen.push(error);
  expect(error.code).toBe('DecryptFailed');
}

describe.each(forms)('requirements 2, 3 and 5: a ciphertext of $name', (form) => {
  test('opens unchanged, by every way to name its key', async () => {
    const ciphertext = await sealed(form);
    for (const name of [
      undefined,
      keyId,
      'alias/payments',
      `kms:eu-test-1:domain1:KeyId:${keyId}`,
      'kms:eu-test-1:domain1:alias:payments',
    ]) {
      const opened = await form.open(kms, ciphertext, {
        encryptionContext,
        ...(name !== undefined && { keyId: name }),
      });
      expect(Buffer.from(opened)).toEqual(plaintext);
    }
  });

  test('does not open with any bit of its header flipped', async () => {
    const ciphertext = await sealed(form);
    for (let index = 0; index < layout.headerEnd; index += 1) {
      for (let bit = 0; bit < 8; bit += 1) await expectRefused(form, flipped(ciphertext, index, bit));
    }
  });

  test('does not open with a bit of any later byte flipped', async () => {
    const ciphertext = await sealed(form);
    for (let index = layout.headerEnd; index < ciphertext.length; index += 1) {
      await expectRefused(form, flipped(ciphertext, index, index % 8));
    }
  });

  test('does not open when it ends early, at whatever byte, so tags of 4, 8 and 12 bytes are refused too', async () => {
    const ciphertext = await sealed(form);
    for (let length = 0; length < ciphertext.length; length += 1) {
      await expectRefused(form, ciphertext.slice(0, length));
    }
  });

  test('does not open when bytes follow, precede or stand in it', async () => {
    const ciphertext = await sealed(form);
    for (const extra of [new Uint8Array(1), randomBytes(16), randomBytes(layout.body), ciphertext]) {
      await expectRefused(form, joined(ciphertext, extra));
      await expectRefused(form, joined(extra, ciphertext).slice(0, 100_000));
      await expectRefused(form, joined(ciphertext.slice(0, layout.body), extra, ciphertext.slice(layout.body)));
    }
  });

  test('does not open with another encryption context than its own', async () => {
    const ciphertext = await sealed(form);
    const others = [
      {},
      { tenant: 't-17' },
      { ...encryptionContext, extra: '' },
      { ...encryptionContext, tenant: 't-18' },
      { tenant: 'invoices', purpose: 't-17' },
      { Tenant: 't-17', purpose: 'invoices' },
      { tenant: 't-17 ', purpose: 'invoices' },
    ];
    await expectRefused(form, ciphertext, {});
    for (const other of others) await expectRefused(form, ciphertext, { encryptionContext: other });
  });

  test('opens without an encryption context only if it has none; absent is the same as empty', async () => {
    const ciphertext = await form.seal(kms, keyId, plaintext);
    expect(Buffer.from(await form.open(kms, ciphertext))).toEqual(plaintext);
    expect(Buffer.from(await form.open(kms, ciphertext, { encryptionContext: {} }))).toEqual(plaintext);
    await expectRefused(form, ciphertext);
  });

  test('does not open under another key, be it expected or written into the header', async () => {
    const ciphertext = await sealed(form);
    await expectRefused(form, ciphertext, { encryptionContext, keyId: otherKeyId });
    await expectRefused(form, ciphertext, { encryptionContext, keyId: 'alias/other' });
    await expectRefused(form, ciphertext, { encryptionContext, keyId: 'alias/missing' });
    await expectRefused(form, ciphertext, { encryptionContext, keyId: '00000000-0000-4000-8000-000000000000' });
    const moved = joined(ciphertext);
    moved.set(Buffer.from(otherKeyId.replaceAll('-', ''), 'hex'), layout.keyId);
    await expectRefused(form, moved);
    await expectRefused(form, moved, { encryptionContext, keyId: otherKeyId });
  });

  test('does not open in another vault', async () => {
    const stranger = otherVault.as({ id: 'user:alice' });
    const { keyId: foreign } = await stranger.createKey();
    await expectRefused(form, await form.seal(stranger, foreign, plaintext, encryptionContext));
  });

  test('does not open when it is put together from two ciphertexts of one key', async () => {
    const [one, other] = [await sealed(form), await sealed(form)];
    for (const at of [layout.nonce + 4, layout.body, layout.body + 8, one.length - layout.tagBytes]) {
      await expectRefused(form, joined(one.slice(0, at), other.slice(at)));
    }
  });

  test('is not opened by the operations of another purpose, nor after its purpose was rewritten', async () => {
    const ciphertext = await sealed(form);
    for (const other of forms) {
      if (other !== form) await expectRefused(other, ciphertext);
      for (const purpose of [0, 1, 2, 3, 4, 5, 255]) {
        const rewritten = joined(ciphertext);
        rewritten[layout.purpose] = purpose;
        if (rewritten[layout.purpose] !== ciphertext[layout.purpose]) await expectRefused(other, rewritten);
      }
    }
  });

  test('is refused as bytes that nobody ever made', async () => {
    for (const length of [0, 1, 22, 23, 24, 98, 99, 131, 1_000]) {
      await expectRefused(form, new Uint8Array(length));
      await expectRefused(form, randomBytes(length));
    }
  });
});

describe('requirement 11: purposes are kept apart', () => {
  test('the key of a stream is no data and no data key', async () => {
    const header = (await sealed(streamForm)).slice(0, layout.streamHeaderEnd);
    await expectRefused(dataForm, header);
    await expectRefused(dataKeyForm, header);
  });

  test('data and data keys of 32 bytes are not taken for the key of a stream', async () => {
    const segments = (await sealed(streamForm)).slice(layout.streamHeaderEnd);
    for (const form of [dataForm, dataKeyForm]) {
      const ciphertext = await form.seal(kms, keyId, randomBytes(32), encryptionContext);
      expect(ciphertext).toHaveLength(layout.streamHeaderEnd);
      await expectRefused(streamForm, joined(ciphertext, segments));
    }
  });
});

describe('requirement 1: salts and nonces', () => {
  const part = (ciphertext: Uint8Array, from: number, to: number): string =>
    Buffer.from(ciphertext.slice(from, to)).toString('hex');

  test('no nonce is used twice, whatever is encrypted', async () => {
    const nonces = new Set<string>();
    const count = 3_000;
    for (let number = 0; number < count; number += 1) {
      nonces.add(part(await dataForm.seal(kms, keyId, plaintext), layout.nonce, layout.body));
    }
    expect(nonces.size).toBe(count);
  });

  test('each purpose, each key and each vault has a salt of its own', async () => {
    const salts = new Set<string>();
    for (const form of forms) {
      for (const key of [keyId, otherKeyId])
        salts.add(part(await form.seal(kms, key, plaintext), layout.salt, layout.commitment));
    }
    expect(salts.size).toBe(6);
  });
});

test('requirement 6: every refusal of this file is one and the same error and shows nothing', () => {
  expect(seen.length).toBeGreaterThan(1_000);
  expect(new Set(seen.map(visibleParts)).size).toBe(1);
  for (const error of seen) {
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain(keyId);
  }
});
