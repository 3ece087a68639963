import type { AuditEvent } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { forms } from './support/forms.ts';
import { layout } from './support/layout.ts';
import { codeOf, refusal } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const plaintext = new Uint8Array(Buffer.from('text'));

/** A key of three versions, with a ciphertext of each form under each. */
async function keyOfThreeVersions() {
  const events: AuditEvent[] = [];
  const store = new MemoryKeyStore();
  const vault = await openTestVault({ events, store, jobs: 'manual' });
  const kms = vault.as(alice);
  const { keyId } = await kms.createKey();
  const made: Uint8Array[][] = [];
  for (let version = 1; version <= 3; version += 1) {
    if (version > 1) await kms.rotateKey({ keyId });
    const ciphertexts: Uint8Array[] = [];
    for (const form of forms) ciphertexts.push(await form.seal(kms, keyId, plaintext));
    made.push(ciphertexts);
  }
  return { vault, kms, keyId, made, events, store, [Symbol.asyncDispose]: () => vault.close() };
}

describe('requirement 25: the earliest version of a key', () => {
  test('can be raised: what was made with a version before is refused, in every form, and the rest is not', async () => {
    await using given = await keyOfThreeVersions();
    const { kms, keyId, made } = given;
    const answer = await kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.2' });
    expect(answer).toEqual({ keyId, minimumVersion: '0.2' });
    for (const [form, each] of forms.entries()) {
      const [first, second, third] = made.map((ciphertexts) => ciphertexts[form] ?? new Uint8Array());
      const refused = await refusal(each.open(kms, first ?? new Uint8Array()));
      expect(refused.code).toBe('KeyVersionBelowMinimum');
      expect(refused.message).toContain('0.1');
      expect(refused.message).toContain('0.2');
      expect(await each.open(kms, second ?? new Uint8Array())).toEqual(plaintext);
      expect(await each.open(kms, third ?? new Uint8Array())).toEqual(plaintext);
    }
    const { minimumVersion, versions } = await kms.describeKey({ keyId });
    expect(minimumVersion).toBe('0.2');
    expect(versions.map(({ state }) => state)).toEqual(['BELOW_MINIMUM', 'DECRYPT_ONLY', 'CURRENT']);
  });

  test('lets reEncrypt bring old ciphertexts above it, with their encryption context', async () => {
    await using given = await keyOfThreeVersions();
    const { kms, keyId } = given;
    const encryptionContext = { tenant: 't-17' };
    const { ciphertext: old } = await kms.encryptData({ keyId, plaintext, encryptionContext });
    await kms.rotateKey({ keyId });
    await kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.4' });
    expect(await codeOf(kms.decryptData({ ciphertext: old, encryptionContext }))).toBe('KeyVersionBelowMinimum');
    const { ciphertext } = await kms.reEncrypt({
      ciphertext: old,
      sourceEncryptionContext: encryptionContext,
      destinationKeyId: keyId,
    });
    expect((await kms.decryptData({ ciphertext, encryptionContext })).plaintext).toEqual(plaintext);
  });

  test('holds in other processes and after a restart', async () => {
    await using given = await keyOfThreeVersions();
    const { kms, keyId, made, store } = given;
    await kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.3' });
    await using other = await openTestVault({ store: store.openAnother() });
    expect(await codeOf(other.as(alice).decryptData({ ciphertext: made[1]?.[0] ?? new Uint8Array() }))).toBe(
      'KeyVersionBelowMinimum',
    );
  });

  test('is told from the header alone, whatever follows it', async () => {
    await using given = await keyOfThreeVersions();
    const { kms, keyId, made } = given;
    await kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.2' });
    const forged = new Uint8Array(made[0]?.[0] ?? []);
    forged.fill(0xff, layout.headerEnd);
    const messages = new Set<string>();
    for (const ciphertext of [forged, made[0]?.[0], made[0]?.[1], forged.subarray(0, layout.headerEnd)]) {
      const { code, message } = await refusal(kms.decryptData({ ciphertext: ciphertext ?? new Uint8Array() }));
      expect(code).toBe('KeyVersionBelowMinimum');
      messages.add(message);
    }
    expect(messages.size).toBe(1);
  });

  test('is told to those only who may decrypt with the key', async () => {
    const store = new MemoryKeyStore();
    let allows = true;
    await using vault = await openTestVault({ store, decide: () => allows });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    await kms.rotateKey({ keyId });
    await kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.2' });
    allows = false;
    expect(await codeOf(kms.decryptData({ ciphertext }))).toBe('AccessDenied');
  });

  test('can be lowered again', async () => {
    await using given = await keyOfThreeVersions();
    const { kms, keyId, made } = given;
    await kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.3' });
    await kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.1' });
    expect((await kms.decryptData({ ciphertext: made[0]?.[0] ?? new Uint8Array() })).plaintext).toEqual(plaintext);
  });

  test('must be a version that the key has', async () => {
    await using given = await keyOfThreeVersions();
    const { kms, keyId } = given;
    for (const minimumVersion of ['0.0', '0.4', '1.1', '255.16777215']) {
      expect(await codeOf(kms.updateKeyMinimumVersion({ keyId, minimumVersion }))).toBe('KeyVersionNotFound');
    }
    expect(await kms.describeKey({ keyId })).not.toHaveProperty('minimumVersion');
  });

  test('can be raised for a key that is disabled', async () => {
    await using given = await keyOfThreeVersions();
    const { kms, keyId } = given;
    await kms.disableKey({ keyId });
    await kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.3' });
    expect((await kms.describeKey({ keyId })).minimumVersion).toBe('0.3');
  });

  test('is audited', async () => {
    await using given = await keyOfThreeVersions();
    const { kms, keyId, made, vault, events } = given;
    await kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.2' });
    await codeOf(kms.decryptData({ ciphertext: made[0]?.[0] ?? new Uint8Array() }));
    await vault.close();
    expect(events.filter(({ operation }) => operation === 'updateKeyMinimumVersion').at(-1)).toMatchObject({
      action: 'kms:cmk:updateMinimumVersion',
      outcome: 'success',
    });
    expect(events.at(-1)).toMatchObject({ operation: 'decryptData', outcome: 'KeyVersionBelowMinimum' });
  });
});
