import type { CallerOperations } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import type { Vault } from '@chatelaine/vault';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, outcomeOf } from './support/refusal.ts';

let vault: Vault;
let kms: CallerOperations;
let keyId: string;

beforeAll(async () => {
  vault = await openTestVault();
  kms = vault.as({ id: 'user:alice' });
  ({ keyId } = await kms.createKey({ alias: 'alias/payments' }));
});

afterAll(() => vault.close());

describe('requirement 12: a key', () => {
  test('is found by its id, each alias and the URN of each', async () => {
    for (const name of [
      keyId,
      'alias/payments',
      `kms:eu-test-1:domain1:KeyId:${keyId}`,
      'kms:eu-test-1:domain1:alias:payments',
    ]) {
      expect((await kms.describeKey({ keyId: name })).keyId).toBe(keyId);
    }
  });

  test('tells its own URNs, and each of them finds it', async () => {
    const { urn, aliasUrns } = await kms.describeKey({ keyId });
    for (const name of [urn, ...aliasUrns]) expect((await kms.describeKey({ keyId: name })).keyId).toBe(keyId);
  });

  test.each([
    'zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz',
    '0d0466b0-e727-4d9c-b35d-f84bb474a37f',
    '00000000-0000-0000-0000-000000000000',
    'alias/missing',
    'kms:eu-test-1:domain1:KeyId:0d0466b0-e727-4d9c-b35d-f84bb474a37f',
    'kms:eu-test-1:domain1:alias:missing',
    'alias/Payments',
    'alias//payments',
    'alias/payments/',
  ])('is not found as %s', async (name) => {
    expect(await codeOf(kms.describeKey({ keyId: name }))).toBe('NotFound');
  });

  test('is not found by an id that only looks like its own', async () => {
    const changed = fc
      .tuple(fc.nat(35), fc.constantFrom(...'ghijklmnopqrstuvwxyz'.split('')))
      .map(([at, letter]) => keyId.slice(0, at) + letter + keyId.slice(at + 1));
    await fc.assert(
      fc.asyncProperty(changed, async (id) =>
        ['NotFound', 'InvalidIdentifier'].includes(await codeOf(kms.describeKey({ keyId: id }))),
      ),
      { numRuns: 50 },
    );
  });
});

describe('requirement 12: an alias', () => {
  test('that is spelled like an id or a URN of another key names only its own key', async () => {
    const { keyId: other } = await kms.createKey();
    for (const alias of [`alias/${keyId}`, `alias/kms:eu-test-1:domain1:KeyId:${keyId}`, 'alias/alias/payments']) {
      await kms.createAlias({ alias, keyId: other });
      expect((await kms.describeKey({ keyId: alias })).keyId).toBe(other);
      expect((await kms.describeKey({ keyId })).keyId).toBe(keyId);
      expect((await kms.describeKey({ keyId: 'alias/payments' })).keyId).toBe(keyId);
      const urn = `kms:eu-test-1:domain1:alias:${alias.slice('alias/'.length)}`;
      expect((await kms.describeKey({ keyId: urn })).keyId).toBe(other);
    }
  });

  test('has 255 characters at most, all of them of the few that it may have', async () => {
    const longest = `alias/${'aZ0:/_-'.repeat(37).slice(0, 255)}`;
    await kms.createAlias({ alias: longest, keyId });
    expect((await kms.describeKey({ keyId: longest })).keyId).toBe(keyId);
    const anyUnit = fc.integer({ min: 0, max: 0xff_ff }).map((code) => String.fromCharCode(code));
    const anything = fc
      .string({ unit: anyUnit, minLength: 1, maxLength: 12 })
      .filter((name) => !/^[A-Za-z0-9:/_-]*$/u.test(name));
    await fc.assert(
      fc.asyncProperty(anything, async (name) => {
        expect(await codeOf(kms.createAlias({ alias: `alias/${name}`, keyId }))).toBe('InvalidIdentifier');
        expect(await codeOf(kms.describeKey({ keyId: `alias/${name}` }))).toBe('InvalidIdentifier');
      }),
    );
  });

  test.each(['alias/default', 'alias/obs/default', 'alias/a/b/default'])(
    'called %s can not be made, moved or deleted',
    async (alias) => {
      const reserved = alias.endsWith('/default');
      expect(reserved).toBe(true);
      expect(await codeOf(kms.createKey({ alias }))).toBe('ReservedAlias');
      expect(await codeOf(kms.createAlias({ alias, keyId }))).toBe('ReservedAlias');
      expect(await codeOf(kms.associateAlias({ alias, keyId }))).toBe('ReservedAlias');
      expect(await codeOf(kms.deleteAlias({ alias }))).toBe('ReservedAlias');
    },
  );

  test('that was deleted and made again names the new key at once', async () => {
    const { keyId: first } = await kms.createKey({ alias: 'alias/again' });
    const { ciphertext } = await kms.encryptData({ keyId: 'alias/again', plaintext: Buffer.from('x') });
    await kms.deleteAlias({ alias: 'alias/again' });
    expect(await codeOf(kms.describeKey({ keyId: 'alias/again' }))).toBe('NotFound');
    const { keyId: second } = await kms.createKey({ alias: 'alias/again' });
    expect((await kms.describeKey({ keyId: 'alias/again' })).keyId).toBe(second);
    expect((await kms.decryptData({ ciphertext })).keyId).toBe(first);
    expect(await codeOf(kms.decryptData({ ciphertext, keyId: 'alias/again' }))).toBe('DecryptFailed');
  });

  test('can be the fiftieth of a key but not the fifty-first', async () => {
    const { keyId: busy } = await kms.createKey();
    const { keyId: free } = await kms.createKey();
    for (let number = 1; number <= 50; number += 1)
      await kms.createAlias({ alias: `alias/busy-${number}`, keyId: busy });
    expect(await codeOf(kms.createAlias({ alias: 'alias/busy-51', keyId: busy }))).toBe('AliasLimitExceeded');
    await kms.createAlias({ alias: 'alias/busy-51', keyId: free });
    expect(await codeOf(kms.associateAlias({ alias: 'alias/busy-51', keyId: busy }))).toBe('AliasLimitExceeded');
    await kms.associateAlias({ alias: 'alias/busy-50', keyId: busy });
    await kms.deleteAlias({ alias: 'alias/busy-50' });
    expect(await outcomeOf(kms.associateAlias({ alias: 'alias/busy-51', keyId: busy }))).toBe('success');
  });
});
