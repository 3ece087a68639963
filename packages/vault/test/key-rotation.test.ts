import {
  type AuditEvent,
  type CallerOperations,
  definePlugin,
  type KeyStore,
  pluginApiVersion,
  SecretBytes,
  VaultError,
} from '@chatelaine/core';
import { failingStore, openTestVault, pausingStore } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { testAlgorithms } from './support/algorithms/test-algorithms.ts';
import { forms } from './support/forms.ts';
import { layout } from './support/layout.ts';
import { ManualClock } from './support/manual-clock.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const plaintext = new Uint8Array(Buffer.from('text'));
const minute = 60_000;
const day = 86_400_000;

/** Material from outside that is there at once. */
const external = definePlugin({
  name: 'test/external',
  apiVersion: pluginApiVersion,
  setup: (host) =>
    host.materialSource({
      origin: 'external',
      immediate: true,
      begin: () => ({ forCaller: {}, session: SecretBytes.take(new Uint8Array(0)) }),
      finish: () => SecretBytes.take(new Uint8Array(32).fill(7)),
    }),
});

async function opened(store: KeyStore = new MemoryKeyStore(), clock: ManualClock = new ManualClock()) {
  const events: AuditEvent[] = [];
  const plugins = [testAlgorithms(), external];
  const vault = await openTestVault({ store, clock, events, plugins, jobs: 'manual' });
  return { vault, kms: vault.as(alice), clock, events, [Symbol.asyncDispose]: () => vault.close() };
}

const runJobs = async ({ vault }: Awaited<ReturnType<typeof opened>>) => (await vault.administration.runDueJobs()).jobs;

const versionOf = (ciphertext: Uint8Array): string =>
  Buffer.from(ciphertext.subarray(layout.keyVersion, layout.keyVersion + 4)).toString('hex');

const currentVersion = async (kms: CallerOperations, keyId: string) =>
  (await kms.describeKey({ keyId })).currentVersion;

describe('rotateKey', () => {
  test('gives new material to new ciphertexts; those of every version before still decrypt, in every form', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    const made: { readonly form: number; readonly ciphertext: Uint8Array }[] = [];
    let keyId = '';
    {
      await using given = await opened(store.openAnother(), clock);
      ({ keyId } = await given.kms.createKey());
      for (let round = 0; round < 4; round += 1) {
        if (round > 0) {
          const expected = { keyId, currentVersion: `0.${round + 1}` };
          expect(await given.kms.rotateKey({ keyId })).toEqual(expected);
        }
        for (const [form, each] of forms.entries()) {
          made.push({ form, ciphertext: await each.seal(given.kms, keyId, plaintext, { round: `${round}` }) });
        }
      }
    }
    expect(new Set(made.map(({ ciphertext }) => versionOf(ciphertext)))).toEqual(
      new Set(['00000001', '00000002', '00000003', '00000004']),
    );
    await using given = await opened(store, clock);
    for (const [index, { form, ciphertext }] of made.entries()) {
      const encryptionContext = { round: `${Math.floor(index / forms.length)}` };
      expect(await forms[form]?.open(given.kms, ciphertext, { encryptionContext })).toEqual(plaintext);
    }
    await given.vault.administration.verifyStore();
  });

  test('makes material of its own for each version', async () => {
    await using given = await opened();
    const { kms } = given;
    const { keyId } = await kms.createKey();
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    await kms.rotateKey({ keyId });
    // A ciphertext of the first version that says to be of the second.
    ciphertext[layout.keyVersion + 3] = 2;
    expect(await codeOf(kms.decryptData({ ciphertext }))).toBe('DecryptFailed');
  });

  test('is told by describeKey and getKeyRotationStatus, with dates and states', async () => {
    await using given = await opened();
    const { kms, clock } = given;
    const { keyId, createdAt } = await kms.createKey();
    const never = { enabled: false, rotations: 0 };
    const first = { version: '0.1', createdAt, state: 'CURRENT' };
    expect(await kms.getKeyRotationStatus({ keyId })).toEqual({ keyId, ...never, versions: [first] });
    clock.advance(10 * day);
    await kms.rotateKey({ keyId });
    const rotatedAt = new Date(clock.now()).toISOString();
    const versions = [
      { ...first, state: 'DECRYPT_ONLY' },
      { version: '0.2', createdAt: rotatedAt, state: 'CURRENT' },
    ];
    const rotation = { enabled: false, rotations: 1, lastRotationDate: rotatedAt };
    expect(await kms.getKeyRotationStatus({ keyId })).toEqual({ keyId, ...rotation, versions });
    expect(await kms.describeKey({ keyId })).toMatchObject({ rotation, versions, currentVersion: '0.2' });
  });

  test('leaves alone when the key rotates by itself', async () => {
    await using given = await opened();
    const { kms, clock } = given;
    const { keyId } = await kms.createKey();
    const { nextRotationDate } = await kms.enableKeyRotation({ keyId });
    clock.advance(100 * day);
    await kms.rotateKey({ keyId });
    expect((await kms.getKeyRotationStatus({ keyId })).nextRotationDate).toBe(nextRotationDate);
  });

  test.each([
    ['TEST_SIGN', undefined, 'AsymmetricKeyNotRotatable'],
    ['TEST_RSA', 'ENCRYPT_DECRYPT', 'AsymmetricKeyNotRotatable'],
    ['TEST_MAC', undefined, 'MacKeyNotRotatable'],
  ] as const)('is refused for a key of %s for %s, and so is automatic rotation', async (keySpec, usage, code) => {
    await using given = await opened();
    const { kms } = given;
    const { keyId } = await kms.createKey({ keySpec, ...(usage !== undefined && { keyUsage: usage }) });
    expect(await codeOf(kms.rotateKey({ keyId }))).toBe(code);
    expect(await codeOf(kms.enableKeyRotation({ keyId }))).toBe(code);
    expect(await codeOf(kms.updateKeyRotationInterval({ keyId, rotationInterval: 30 }))).toBe('RotationNotEnabled');
    expect((await kms.getKeyRotationStatus({ keyId })).enabled).toBe(false);
  });

  test('is refused for a key with imported material that has none staged; it never rotates by itself', async () => {
    await using given = await opened();
    const { kms } = given;
    const { keyId } = await kms.createKey({ origin: 'external' });
    expect(await codeOf(kms.rotateKey({ keyId }))).toBe('KeyMaterialNotStaged');
    expect(await codeOf(kms.enableKeyRotation({ keyId }))).toBe('ExternalKeyNotRotatable');
    expect(await currentVersion(kms, keyId)).toBe('0.1');
  });

  test('is refused for the default key of a service', async () => {
    await using given = await opened();
    const { keyId } = await given.vault.service('obs').encryptData({ keyId: 'alias/obs/default', plaintext });
    for (const change of [
      given.kms.rotateKey({ keyId }),
      given.kms.enableKeyRotation({ keyId }),
      given.kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.1' }),
    ]) {
      expect(await codeOf(change)).toBe('DefaultKeyProtected');
    }
  });

  test('ends with 1,000 versions, which still fit into the record', { timeout: 300_000 }, async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms } = given;
    const { keyId } = await kms.createKey();
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    for (let rotations = 1; rotations < 1_000; rotations += 1) await kms.rotateKey({ keyId });
    expect(await codeOf(kms.rotateKey({ keyId }))).toBe('KeyVersionLimitExceeded');
    expect((await kms.describeKey({ keyId })).versions).toHaveLength(1_000);
    expect((await kms.decryptData({ ciphertext })).plaintext).toEqual(plaintext);
    const record = await store.get(`key/${keyId}`);
    expect(record?.value?.length).toBeLessThan(131_072);
  });
});

describe('automatic rotation', () => {
  test('waits 365 days, or 30 to 365 as it is told; a new interval counts from when it is set', async () => {
    await using given = await opened();
    const { kms, clock } = given;
    const { keyId } = await kms.createKey();
    const at = (days: number) => new Date(clock.now() + days * day).toISOString();
    expect(await kms.enableKeyRotation({ keyId })).toEqual({
      keyId,
      rotationInterval: 365,
      nextRotationDate: at(365),
    });
    clock.advance(100 * day);
    const answer = { keyId, rotationInterval: 30, nextRotationDate: at(30) };
    expect(await kms.updateKeyRotationInterval({ keyId, rotationInterval: 30 })).toEqual(answer);
    clock.advance(30 * day - 1);
    expect(await runJobs(given)).toEqual([]);
    clock.advance(1);
    expect(await runJobs(given)).toMatchObject([{ operation: 'rotateDueKey', keyId, outcome: 'success' }]);
    expect(await kms.getKeyRotationStatus({ keyId })).toMatchObject({
      rotations: 1,
      lastRotationDate: answer.nextRotationDate,
      nextRotationDate: at(30),
    });
  });

  test('goes on in step, also if it runs late', async () => {
    await using given = await opened();
    const { kms, clock } = given;
    const { keyId } = await kms.createKey();
    const start = clock.now();
    await kms.enableKeyRotation({ keyId, rotationInterval: 30 });
    for (let rotation = 1; rotation <= 12; rotation += 1) {
      clock.advance(start + rotation * 30 * day - clock.now() + rotation * minute);
      expect(await runJobs(given)).toHaveLength(1);
      const { nextRotationDate } = await kms.getKeyRotationStatus({ keyId });
      expect(nextRotationDate).toBe(new Date(start + (rotation + 1) * 30 * day).toISOString());
    }
    expect(await currentVersion(kms, keyId)).toBe('0.13');
  });

  test('makes up once for all that it missed while the vault was closed', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    const before = await opened(store.openAnother(), clock);
    const { keyId } = await before.kms.createKey();
    await before.kms.enableKeyRotation({ keyId, rotationInterval: 30 });
    await before.vault.close();
    clock.advance(100 * day);
    await using given = await opened(store, clock);
    expect(await runJobs(given)).toHaveLength(1);
    expect(await runJobs(given)).toEqual([]);
    expect(await given.kms.getKeyRotationStatus({ keyId })).toMatchObject({
      rotations: 1,
      nextRotationDate: new Date(clock.now() + 30 * day).toISOString(),
    });
  });

  test('stands still while the key is disabled, cannot be changed meanwhile, and is made up for when it is enabled', async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms, clock } = given;
    const { keyId } = await kms.createKey();
    const { nextRotationDate } = await kms.enableKeyRotation({ keyId, rotationInterval: 30 });
    await kms.disableKey({ keyId });
    for (const change of [
      kms.disableKeyRotation({ keyId }),
      kms.updateKeyRotationInterval({ keyId, rotationInterval: 60 }),
      kms.rotateKey({ keyId }),
    ]) {
      expect(await codeOf(change)).toBe('KeyDisabled');
    }
    clock.advance(40 * day);
    expect(await runJobs(given)).toEqual([]);
    expect(await kms.getKeyRotationStatus({ keyId })).toMatchObject({ enabled: true, rotations: 0, nextRotationDate });
    await kms.enableKey({ keyId });
    expect(await runJobs(given)).toMatchObject([{ operation: 'rotateDueKey', keyId, outcome: 'success' }]);
    expect(await currentVersion(kms, keyId)).toBe('0.2');
  });

  test('survives a deletion that is cancelled, and ends with one that is not', async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms, clock } = given;
    const { keyId } = await kms.createKey();
    await kms.enableKeyRotation({ keyId, rotationInterval: 30 });
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 60 });
    clock.advance(40 * day);
    expect(await runJobs(given)).toEqual([]);
    await kms.cancelKeyDeletion({ keyId });
    await kms.enableKey({ keyId });
    expect(await runJobs(given)).toHaveLength(1);
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    clock.advance(7 * day);
    expect(await runJobs(given)).toMatchObject([{ operation: 'destroyKey', outcome: 'success' }]);
    expect(await store.list(`material/${keyId}/`, undefined, 10)).toEqual([]);
    expect(await store.list('job/', undefined, 10)).toEqual([]);
    await given.vault.administration.verifyStore();
  });

  test('is switched on and off, each with a code of its own when it is so already', async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms } = given;
    const { keyId } = await kms.createKey();
    expect(await codeOf(kms.disableKeyRotation({ keyId }))).toBe('RotationNotEnabled');
    expect(await codeOf(kms.updateKeyRotationInterval({ keyId, rotationInterval: 30 }))).toBe('RotationNotEnabled');
    await kms.enableKeyRotation({ keyId });
    expect(await codeOf(kms.enableKeyRotation({ keyId }))).toBe('RotationAlreadyEnabled');
    expect(await kms.disableKeyRotation({ keyId })).toEqual({ keyId });
    expect(await store.list('job/', undefined, 10)).toEqual([]);
    expect((await kms.getKeyRotationStatus({ keyId })).enabled).toBe(false);
    await kms.enableKeyRotation({ keyId });
    expect(await store.list('job/', undefined, 10)).toHaveLength(1);
  });

  test('that a wrong clock brings too early harms nothing, and keeps its place when the clock goes back', async () => {
    await using given = await opened();
    const { kms, clock } = given;
    const { keyId } = await kms.createKey();
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    await kms.enableKeyRotation({ keyId, rotationInterval: 30 });
    clock.jump(35 * day);
    expect(await runJobs(given)).toHaveLength(1);
    clock.jump(-35 * day);
    for (let days = 0; days < 34; days += 1) {
      clock.advance(day);
      expect(await runJobs(given)).toEqual([]);
    }
    expect((await kms.decryptData({ ciphertext })).plaintext).toEqual(plaintext);
    clock.advance(31 * day);
    expect(await runJobs(given)).toHaveLength(1);
    expect(await currentVersion(kms, keyId)).toBe('0.3');
  });

  test('is audited as the host, with an intent before its commit', async () => {
    await using given = await opened();
    const { kms, clock, vault, events } = given;
    const { keyId } = await kms.createKey();
    await kms.enableKeyRotation({ keyId, rotationInterval: 30 });
    clock.advance(30 * day);
    await runJobs(given);
    await vault.close();
    const told = events.filter(({ operation }) => operation === 'rotateDueKey');
    expect(told).toMatchObject([
      { phase: 'intent', principal: 'host', action: 'kms:vault:rotateDueKey', keyId },
      { phase: 'outcome', principal: 'host', keyId, outcome: 'success' },
    ]);
  });
});

describe('a rotation that is interrupted', () => {
  test('before or after each of its commits leaves a key that works, and is done exactly once', async () => {
    for (const done of [false, true]) {
      const store = new MemoryKeyStore();
      const clock = new ManualClock();
      let armed = false;
      const dying = failingStore(store.openAnother(), (call) => {
        const rotates = call.method === 'commit' && call.changes.some(({ path }) => path.startsWith('material/'));
        return armed && rotates ? { error: new VaultError('OutcomeUnknown', 'Dead.'), done } : undefined;
      });
      let keyId = '';
      let ciphertext = new Uint8Array();
      {
        await using dead = await opened(dying, clock);
        ({ keyId } = await dead.kms.createKey());
        ciphertext = new Uint8Array((await dead.kms.encryptData({ keyId, plaintext })).ciphertext);
        await dead.kms.enableKeyRotation({ keyId, rotationInterval: 30 });
        clock.advance(30 * day);
        armed = true;
        await runJobs(dead);
      }
      await using given = await opened(store, clock);
      expect(await runJobs(given)).toHaveLength(done ? 0 : 1);
      expect(await currentVersion(given.kms, keyId)).toBe('0.2');
      expect((await given.kms.decryptData({ ciphertext })).plaintext).toEqual(plaintext);
      const again = await given.kms.encryptData({ keyId, plaintext });
      expect((await given.kms.decryptData({ ciphertext: again.ciphertext })).plaintext).toEqual(plaintext);
      expect(await store.list(`material/${keyId}/`, undefined, 10)).toHaveLength(2);
      await given.vault.administration.verifyStore();
    }
  });
});

describe('requirement 13: rotations at the same time', () => {
  test('by two processes over one store happen exactly once, wherever one of them is held', async () => {
    for (const point of ['before', 'after'] as const) {
      const store = new MemoryKeyStore();
      const clock = new ManualClock();
      const held = pausingStore(store.openAnother());
      await using one = await opened(held, clock);
      await using other = await opened(store, clock);
      const { keyId } = await one.kms.createKey();
      await one.kms.enableKeyRotation({ keyId, rotationInterval: 30 });
      clock.advance(30 * day);
      held.hold(point);
      const first = runJobs(one);
      // The time is written first; then comes the rotation.
      await held.untilHeld(1);
      held.step();
      await held.untilHeld(1);
      const second = await runJobs(other);
      held.release();
      expect([...(await first), ...second]).toMatchObject([{ keyId, outcome: 'success' }]);
      expect(await currentVersion(other.kms, keyId)).toBe('0.2');
      expect(await currentVersion(one.kms, keyId)).toBe('0.2');
      await other.vault.administration.verifyStore();
    }
  });

  test('lose no version: 100 parallel ones end like some that came one after the other', async () => {
    await using given = await opened();
    const { kms, vault } = given;
    const { keyId } = await kms.createKey();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, async () => {
        try {
          return (await kms.rotateKey({ keyId })).currentVersion;
        } catch (error) {
          return VaultError.is(error) ? error.code : 'Internal';
        }
      }),
    );
    const made = outcomes.filter((outcome) => outcome.startsWith('0.'));
    expect(new Set(made).size).toBe(made.length);
    expect(outcomes.filter((outcome) => !outcome.startsWith('0.') && outcome !== 'Conflict')).toEqual([]);
    const { versions } = await kms.describeKey({ keyId });
    expect(versions).toHaveLength(made.length + 1);
    await vault.administration.verifyStore();
  });

  test('and other changes of the key are all kept', async () => {
    await using given = await opened();
    const { kms } = given;
    const { keyId } = await kms.createKey();
    const changes: readonly (() => Promise<unknown>)[] = [
      () => kms.rotateKey({ keyId }),
      () => kms.enableKeyRotation({ keyId, rotationInterval: 30 }),
      () => kms.createAlias({ alias: 'alias/new', keyId }),
      () => kms.tagKey({ keyId, tags: { env: 'prod' } }),
      () => kms.updateKeyDescription({ keyId, description: 'changed' }),
    ];
    expect(await Promise.all(changes.map((change) => outcomeOf(change())))).toEqual(changes.map(() => 'success'));
    expect(await kms.describeKey({ keyId })).toMatchObject({
      currentVersion: '0.2',
      rotation: { enabled: true, rotationInterval: 30 },
      aliases: ['alias/new'],
      tags: { env: 'prod' },
      description: 'changed',
    });
  });

  test('and encryption: what is encrypted meanwhile is under one of the two versions and decrypts', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    await using one = await opened(store.openAnother(), clock);
    await using other = await opened(store, clock);
    const { keyId } = await one.kms.createKey();
    const made: Uint8Array[] = [];
    for (let round = 0; round < 10; round += 1) {
      const [, ...sealed] = await Promise.all([
        one.kms.rotateKey({ keyId }),
        ...Array.from({ length: 5 }, () => one.kms.encryptData({ keyId, plaintext })),
        ...Array.from({ length: 5 }, () => other.kms.encryptData({ keyId, plaintext })),
      ]);
      made.push(...sealed.map(({ ciphertext }) => ciphertext));
    }
    for (const ciphertext of made) {
      for (const { kms } of [one, other]) expect((await kms.decryptData({ ciphertext })).plaintext).toEqual(plaintext);
    }
  });
});
