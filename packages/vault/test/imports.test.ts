import { randomBytes } from 'node:crypto';
import type { AuditEvent, CallerOperations, ImportKeyMaterialRequest } from '@chatelaine/core';
import { type Decide, openTestVault } from '@chatelaine/conformance';
import { imported, type ImportedOptions } from '@chatelaine/material-imported';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { ManualClock } from './support/manual-clock.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';
import { oaep, wrappedFor } from './support/wrapped-material.ts';

const alice = { id: 'user:alice' };
const plaintext = Buffer.from('text');
const material = Uint8Array.from({ length: 32 }, (_, index) => index);
const sha256 = 'RSAES_OAEP_SHA_256';
const day = 86_400_000;

interface Place extends AsyncDisposable {
  readonly vault: Vault;
  readonly kms: CallerOperations;
  readonly clock: ManualClock;
  readonly store: MemoryKeyStore;
  readonly events: AuditEvent[];
}

interface Settings extends ImportedOptions {
  readonly clock?: ManualClock;
  readonly store?: MemoryKeyStore;
  readonly decide?: Decide;
}

async function open({ clock = new ManualClock(), store = new MemoryKeyStore(), decide, ...options }: Settings = {}) {
  const events: AuditEvent[] = [];
  const vault = await openTestVault({
    clock,
    store: store.openAnother(),
    events,
    jobs: 'manual',
    plugins: [imported(options)],
    ...(decide && { decide }),
  });
  const place: Place = {
    vault,
    kms: vault.as(alice),
    clock,
    store,
    events,
    [Symbol.asyncDispose]: () => vault.close(),
  };
  return place;
}

async function externalKey({ kms }: Place): Promise<string> {
  const { keyId, state } = await kms.createKey({ origin: 'external' });
  expect(state).toBe('PENDING_IMPORT');
  return keyId;
}

async function importedKey(place: Place, bytes: Uint8Array = material): Promise<string> {
  const keyId = await externalKey(place);
  await place.kms.importKeyMaterial({ keyId, ...(await wrappedFor(place.kms, keyId, bytes)) });
  return keyId;
}

const stateOf = async ({ kms }: Place, keyId: string): Promise<string> => (await kms.describeKey({ keyId })).state;

async function liveRecords({ store }: Place, prefix: string): Promise<number> {
  const records = await store.openAnother().list(prefix, undefined, 100);
  return records.filter(({ value }) => value !== null).length;
}

describe('an external key', () => {
  test('waits for its material, and is used as any other once it has it', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    expect(await liveRecords(place, `material/${keyId}/`)).toBe(0);
    expect(await codeOf(place.kms.encryptData({ keyId, plaintext }))).toBe('KeyPendingImport');
    const given = await wrappedFor(place.kms, keyId);
    expect(await place.kms.importKeyMaterial({ keyId, ...given })).toEqual({ keyId, state: 'ENABLED', version: '0.1' });
    const { ciphertext } = await place.kms.encryptData({ keyId, plaintext });
    expect(Buffer.from((await place.kms.decryptData({ ciphertext })).plaintext)).toEqual(plaintext);
    expect(await liveRecords(place, `import/${keyId}/`)).toBe(0);
    await place.vault.administration.verifyStore();
  });

  test('needs a plugin that imports', async () => {
    await using vault = await openTestVault();
    expect(await codeOf(vault.as(alice).createKey({ origin: 'external' }))).toBe('UnsupportedOrigin');
  });

  test('is decided on as what it will be: external, and waiting', async () => {
    const seen: unknown[] = [];
    await using place = await open({ decide: ({ key }) => seen.push([key?.origin, key?.state]) > 0 });
    await externalKey(place);
    expect(seen[0]).toEqual(['external', 'PENDING_IMPORT']);
  });

  test('gets its material after a restart, and by another process', async () => {
    const store = new MemoryKeyStore();
    let keyId = '';
    let given: Pick<ImportKeyMaterialRequest, 'importToken' | 'encryptedKeyMaterial'>;
    {
      await using first = await open({ store });
      keyId = await externalKey(first);
      given = await wrappedFor(first.kms, keyId, material);
    }
    await using second = await open({ store });
    await second.kms.importKeyMaterial({ keyId, ...given });
    expect(await stateOf(second, keyId)).toBe('ENABLED');
  });

  test('tells nothing of the material: not in answers, events or records', async () => {
    await using place = await open();
    const telltale = Buffer.from('Tell-Tale-Bytes-Tell-Tale-Bytes-');
    const keyId = await importedKey(place, telltale);
    await place.vault.close();
    const records = await place.store.openAnother().list('', undefined, 1_000);
    const all = Buffer.concat(records.flatMap(({ value }) => (value === null ? [] : [value])));
    expect(all.includes('Tell-Tale')).toBe(false);
    expect(JSON.stringify(place.events)).not.toMatch(/Tell-Tale|VGVsbC1UYWxl/);
    expect(JSON.stringify(place.events)).toContain(keyId);
  });
});

describe('getParametersForImport', () => {
  test('gives a new key pair, a token and 24 hours; SHA-1 with a warning', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    const one = await place.kms.getParametersForImport({ keyId, wrappingAlgorithm: sha256 });
    const two = await place.kms.getParametersForImport({ keyId, wrappingAlgorithm: 'RSAES_OAEP_SHA_1' });
    expect(one).toMatchObject({ keyId, wrappingAlgorithm: sha256, wrappingKeySpec: 'RSA_2048' });
    expect(one.publicKeyPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+-----END PUBLIC KEY-----\n$/);
    expect(Date.parse(one.expiresAt)).toBe(place.clock.now() + day);
    expect(one.warning).toBeUndefined();
    expect(two.warning).toMatch(/SHA-1/);
    expect(two.publicKey).not.toEqual(one.publicKey);
    for (const wrappingKeySpec of ['RSA_3072', 'RSA_4096'] as const) {
      const more = await place.kms.getParametersForImport({ keyId, wrappingAlgorithm: sha256, wrappingKeySpec });
      expect(more.publicKey.length * 8).toBeGreaterThan(Number(wrappingKeySpec.slice(4)));
    }
  });

  test('refuses what is not offered, and SHA-1 where it is switched off', async () => {
    await using place = await open({ allowSha1: false });
    const keyId = await externalKey(place);
    const ask = (more: object): Promise<string> =>
      codeOf(place.kms.getParametersForImport({ keyId, wrappingAlgorithm: sha256, ...more }));
    expect(await ask({ wrappingAlgorithm: 'RSAES_OAEP_SHA_1' })).toBe('UnsupportedWrapping');
    expect(await ask({ wrappingAlgorithm: 'RSAES_PKCS1_V1_5' })).toBe('UnsupportedWrapping');
    expect(await ask({ wrappingKeySpec: 'RSA_1024' })).toBe('UnsupportedWrapping');
    expect(await ask({ wrappingKeySpec: 'EC_P256' })).toBe('UnsupportedWrapping');
    const { keyId: own } = await place.kms.createKey();
    expect(await codeOf(place.kms.getParametersForImport({ keyId: own, wrappingAlgorithm: sha256 }))).toBe(
      'KeyNotExternal',
    );
  });

  test('tells policies the wrapping algorithm, and importKeyMaterial that of its token', async () => {
    const seen: unknown[] = [];
    await using place = await open({
      decide: ({ action, facts }) => {
        if (action.endsWith('Material')) seen.push([action, facts?.wrappingAlgorithm]);
        return true;
      },
    });
    await importedKey(place);
    expect(seen).toEqual([
      ['kms:cmk:getMaterial', sha256],
      ['kms:cmk:importMaterial', sha256],
    ]);
  });

  test('keeps eight tokens of a key at most', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    const first = await wrappedFor(place.kms, keyId);
    place.clock.advance(1);
    for (let count = 0; count < 8; count += 1) await wrappedFor(place.kms, keyId);
    expect(await liveRecords(place, `import/${keyId}/`)).toBe(8);
    expect(await codeOf(place.kms.importKeyMaterial({ keyId, ...first }))).toBe('ImportTokenUsed');
  });
});

describe('a token', () => {
  test('serves once', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    const given = await wrappedFor(place.kms, keyId);
    await place.kms.importKeyMaterial({ keyId, ...given });
    await place.kms.deleteImportedKeyMaterial({ keyId });
    expect(await codeOf(place.kms.importKeyMaterial({ keyId, ...given }))).toBe('ImportTokenUsed');
  });

  test('of another key, another algorithm, edited, cut or made up is refused with a code of its own', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    const other = await externalKey(place);
    const given = await wrappedFor(place.kms, keyId);
    const take = (more: object, id: string = keyId): Promise<string> =>
      codeOf(place.kms.importKeyMaterial({ keyId: id, ...given, ...more }));
    expect(await take({}, other)).toBe('ImportTokenForAnotherKey');
    expect(await take({ wrappingAlgorithm: 'RSAES_OAEP_SHA_1' })).toBe('ImportTokenForAnotherAlgorithm');
    for (let at = 0; at < given.importToken.length; at += 1) {
      const edited = Array.from(given.importToken);
      edited[at] = edited[at] === 'A' ? 'B' : 'A';
      expect(await take({ importToken: edited.join('') })).toBe('ImportTokenInvalid');
    }
    for (const importToken of ['', 'x', given.importToken.slice(0, -1), `${given.importToken}A`]) {
      expect(await take({ importToken })).toBe('ImportTokenInvalid');
    }
    expect(await stateOf(place, keyId)).toBe('PENDING_IMPORT');
    await place.kms.importKeyMaterial({ keyId, ...given });
  });

  test('expires after 24 hours, and its wrapping key is deleted then', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    const given = await wrappedFor(place.kms, keyId);
    place.clock.advance(day - 1);
    await place.vault.administration.runDueJobs();
    expect(await liveRecords(place, `import/${keyId}/`)).toBe(1);
    place.clock.advance(1);
    expect(await codeOf(place.kms.importKeyMaterial({ keyId, ...given }))).toBe('ImportTokenExpired');
    const { jobs } = await place.vault.administration.runDueJobs();
    expect(jobs).toMatchObject([{ operation: 'expireImportTokens', keyId, outcome: 'success' }]);
    expect(await liveRecords(place, `import/${keyId}/`)).toBe(0);
    await place.vault.administration.verifyStore();
  });

  test('of two imports with it at the same time, exactly one wins', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    const given = await wrappedFor(place.kms, keyId, material);
    await using other = await open({ store: place.store, clock: place.clock });
    const outcomes = await Promise.all(
      [place, place, other, other].map(({ kms }) => outcomeOf(kms.importKeyMaterial({ keyId, ...given }))),
    );
    expect(outcomes.filter((outcome) => outcome === 'success')).toHaveLength(1);
    expect(await stateOf(place, keyId)).toBe('ENABLED');
    await place.vault.administration.verifyStore();
  });

  test('ends after five failures, whatever is given then', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    const given = await wrappedFor(place.kms, keyId);
    const wrong = { ...given, encryptedKeyMaterial: randomBytes(256) };
    for (let failures = 0; failures < 5; failures += 1) {
      expect(await codeOf(place.kms.importKeyMaterial({ keyId, ...wrong }))).toBe('ImportFailed');
    }
    expect(await codeOf(place.kms.importKeyMaterial({ keyId, ...given }))).toBe('ImportTokenUsed');
    expect(await liveRecords(place, `import/${keyId}/`)).toBe(0);
    await place.vault.close();
    const outcomes = place.events.filter(({ operation }) => operation === 'importKeyMaterial');
    expect(outcomes.filter(({ outcome }) => outcome === 'ImportFailed')).toHaveLength(5);
  });

  test('that fails many times at once comes to the wrapping key no more than five times', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    const given = await wrappedFor(place.kms, keyId);
    const wrong = { ...given, encryptedKeyMaterial: randomBytes(256) };
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => outcomeOf(place.kms.importKeyMaterial({ keyId, ...wrong }))),
    );
    expect(outcomes.filter((outcome) => outcome === 'ImportFailed').length).toBeLessThanOrEqual(5);
    expect(new Set(outcomes)).not.toContain('success');
  });
});

describe('requirement 6: every failure of the material is one error', () => {
  test.each([
    ['wrapped under another key', (): Uint8Array => randomBytes(256)],
    ['too short a block', (): Uint8Array => randomBytes(255)],
    ['no bytes of a block', (): Uint8Array => new Uint8Array(1)],
    ['31 bytes of material', (key: Uint8Array): Uint8Array => oaep(key, randomBytes(31))],
    ['33 bytes of material', (key: Uint8Array): Uint8Array => oaep(key, randomBytes(33))],
    ['no bytes of material', (key: Uint8Array): Uint8Array => oaep(key, new Uint8Array(0))],
    ['wrapped with SHA-1', (key: Uint8Array): Uint8Array => oaep(key, randomBytes(32), 'sha1')],
    [
      'a bit that is flipped',
      (key: Uint8Array): Uint8Array => {
        const block = oaep(key, randomBytes(32));
        block[100] = (block[100] ?? 0) ^ 1;
        return block;
      },
    ],
  ])('%s', async (_what, make) => {
    await using place = await open();
    const keyId = await externalKey(place);
    const { importToken, publicKey } = await place.kms.getParametersForImport({ keyId, wrappingAlgorithm: sha256 });
    const error = await refusal(
      place.kms.importKeyMaterial({ keyId, importToken, encryptedKeyMaterial: make(publicKey) }),
    );
    expect(error.code).toBe('ImportFailed');
    expect(error.cause).toBeUndefined();
    const other = await refusal(
      place.kms.importKeyMaterial({ keyId, importToken, encryptedKeyMaterial: randomBytes(256) }),
    );
    expect(error.message).toBe(other.message);
    expect(await stateOf(place, keyId)).toBe('PENDING_IMPORT');
    expect(await liveRecords(place, `material/${keyId}/`)).toBe(0);
  });

  test('also material that is not what the key had before; the same bytes open what they have closed', async () => {
    await using place = await open();
    const keyId = await importedKey(place);
    const { ciphertext } = await place.kms.encryptData({ keyId, plaintext });
    expect(await place.kms.deleteImportedKeyMaterial({ keyId })).toEqual({
      keyId,
      state: 'PENDING_IMPORT',
      versions: ['0.1'],
    });
    expect(await codeOf(place.kms.decryptData({ ciphertext }))).toBe('KeyPendingImport');
    expect(await liveRecords(place, `material/${keyId}/`)).toBe(0);
    const wrong = await wrappedFor(place.kms, keyId, randomBytes(32));
    expect(await codeOf(place.kms.importKeyMaterial({ keyId, ...wrong }))).toBe('ImportFailed');
    await place.kms.importKeyMaterial({ keyId, ...(await wrappedFor(place.kms, keyId, material)) });
    expect(Buffer.from((await place.kms.decryptData({ ciphertext })).plaintext)).toEqual(plaintext);
    await place.vault.administration.verifyStore();
  });
});

describe('material with an end', () => {
  test('is missing from then on, whether the vault was open or not, and is deleted by scheduled work', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    await using place = await open({ store, clock });
    const keyId = await externalKey(place);
    const expiresAt = new Date(clock.now() + day).toISOString();
    const answer = await place.kms.importKeyMaterial({
      keyId,
      ...(await wrappedFor(place.kms, keyId, material)),
      expiresAt,
    });
    expect(answer).toMatchObject({ state: 'ENABLED', expiresAt });
    const { ciphertext } = await place.kms.encryptData({ keyId, plaintext });
    expect((await place.kms.describeKey({ keyId })).versions).toMatchObject([{ state: 'CURRENT', expiresAt }]);
    clock.advance(day - 1);
    await place.kms.decryptData({ ciphertext });
    clock.advance(1);
    expect(await codeOf(place.kms.decryptData({ ciphertext }))).toBe('KeyPendingImport');
    expect((await place.kms.describeKey({ keyId })).versions).toMatchObject([{ state: 'PENDING_IMPORT' }]);
    await using other = await open({ store, clock });
    expect(await stateOf(other, keyId)).toBe('PENDING_IMPORT');
    expect(await liveRecords(place, `material/${keyId}/`)).toBe(1);
    const { jobs } = await place.vault.administration.runDueJobs();
    expect(jobs.map(({ operation, outcome }) => [operation, outcome])).toContainEqual(['expireKeyMaterial', 'success']);
    expect(await liveRecords(place, `material/${keyId}/`)).toBe(0);
    expect(await stateOf(other, keyId)).toBe('PENDING_IMPORT');
    await place.kms.importKeyMaterial({ keyId, ...(await wrappedFor(place.kms, keyId, material)) });
    await place.kms.decryptData({ ciphertext });
    await place.vault.administration.verifyStore();
  });

  test('ends in the future only', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    const given = await wrappedFor(place.kms, keyId);
    const expiresAt = new Date(place.clock.now()).toISOString();
    expect(await codeOf(place.kms.importKeyMaterial({ keyId, ...given, expiresAt }))).toBe('InvalidArgument');
    await place.kms.importKeyMaterial({ keyId, ...given });
  });
});

describe('staged material', () => {
  test('waits for rotateKey; then it encrypts, and what was before still decrypts', async () => {
    await using place = await open();
    const { kms } = place;
    const keyId = await importedKey(place);
    const old = await kms.encryptData({ keyId, plaintext });
    expect(await codeOf(kms.rotateKey({ keyId }))).toBe('KeyMaterialNotStaged');
    const next = randomBytes(32);
    const same = await wrappedFor(kms, keyId, material);
    expect(await codeOf(kms.importKeyMaterial({ keyId, ...same, staged: true }))).toBe('ImportFailed');
    const given = await wrappedFor(kms, keyId, next);
    expect(await codeOf(kms.importKeyMaterial({ keyId, ...given }))).toBe('KeyNotPendingImport');
    expect(await kms.importKeyMaterial({ keyId, ...given, staged: true })).toMatchObject({ version: '0.2' });
    const { versions, currentVersion } = await kms.describeKey({ keyId });
    expect(versions.map(({ state }) => state)).toEqual(['CURRENT', 'STAGED']);
    expect(currentVersion).toBe('0.1');
    expect(await kms.rotateKey({ keyId })).toMatchObject({ currentVersion: '0.2' });
    const fresh = await kms.encryptData({ keyId, plaintext });
    for (const { ciphertext } of [old, fresh]) {
      expect(Buffer.from((await kms.decryptData({ ciphertext })).plaintext)).toEqual(plaintext);
    }
    // All versions must be there again before the key is.
    expect(await kms.deleteImportedKeyMaterial({ keyId })).toMatchObject({ versions: ['0.1', '0.2'] });
    expect(await kms.importKeyMaterial({ keyId, ...(await wrappedFor(kms, keyId, next)) })).toMatchObject({
      state: 'PENDING_IMPORT',
      version: '0.2',
    });
    expect(await codeOf(kms.decryptData({ ciphertext: fresh.ciphertext }))).toBe('KeyPendingImport');
    expect(await kms.importKeyMaterial({ keyId, ...(await wrappedFor(kms, keyId, material)) })).toMatchObject({
      state: 'ENABLED',
      version: '0.1',
    });
    for (const { ciphertext } of [old, fresh]) await kms.decryptData({ ciphertext });
    await place.vault.administration.verifyStore();
  });
});

describe('import into', () => {
  test('a key of the vault, a disabled key, a key that waits for its deletion is refused', async () => {
    await using place = await open();
    const { kms } = place;
    const keyId = await externalKey(place);
    const given = await wrappedFor(kms, keyId);
    const { keyId: own } = await kms.createKey();
    expect(await codeOf(kms.importKeyMaterial({ keyId: own, ...given }))).toBe('KeyNotExternal');
    expect(await codeOf(kms.deleteImportedKeyMaterial({ keyId: own }))).toBe('KeyNotExternal');
    expect(await codeOf(kms.deleteImportedKeyMaterial({ keyId }))).toBe('KeyPendingImport');
    await kms.scheduleKeyDeletion({ keyId });
    expect(await codeOf(kms.importKeyMaterial({ keyId, ...given }))).toBe('KeyPendingDeletion');
    expect(await kms.cancelKeyDeletion({ keyId })).toMatchObject({ state: 'PENDING_IMPORT' });
    await kms.importKeyMaterial({ keyId, ...given });
    await kms.disableKey({ keyId });
    expect(await codeOf(kms.getParametersForImport({ keyId, wrappingAlgorithm: sha256 }))).toBe('KeyNotPendingImport');
    await kms.deleteImportedKeyMaterial({ keyId });
    expect(await stateOf(place, keyId)).toBe('PENDING_IMPORT');
  });

  test('a key without the right is denied before anything of the token is told', async () => {
    await using place = await open({ decide: ({ action }) => action !== 'kms:cmk:importMaterial' });
    const keyId = await externalKey(place);
    const encryptedKeyMaterial = randomBytes(256);
    for (const importToken of ['', (await wrappedFor(place.kms, keyId)).importToken]) {
      expect(await codeOf(place.kms.importKeyMaterial({ keyId, importToken, encryptedKeyMaterial }))).toBe(
        'AccessDenied',
      );
    }
  });

  test('with a destroyed key goes all that its imports have left', async () => {
    await using place = await open();
    const keyId = await externalKey(place);
    await wrappedFor(place.kms, keyId);
    await place.kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    for (let half = 0; half < 16; half += 1) {
      place.clock.advance(day / 2);
      await place.vault.administration.runDueJobs();
    }
    expect(await liveRecords(place, `import/${keyId}/`)).toBe(0);
    await place.vault.administration.verifyStore();
  });
});
