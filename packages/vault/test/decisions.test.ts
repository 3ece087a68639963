import {
  type AuditEvent,
  type AuthorizationRequest,
  type CallerOperationName,
  type CallerOperations,
  type Decision,
  type ImportKeyMaterialRequest,
  type OperationName,
  operations,
} from '@chatelaine/core';
import { type Decide, openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { testMac } from './support/algorithms/test-mac.ts';
import { imported } from '@chatelaine/material-imported';
import { withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { testSigning } from './support/algorithms/test-signing.ts';
import { streamOf } from './support/bytes.ts';
import { copyOf } from './support/copied-records.ts';
import { wrappedFor } from './support/wrapped-material.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';

const bob = { id: 'user:bob' };
const callerOperations = (Object.keys(operations) as OperationName[]).filter((name): name is CallerOperationName =>
  ['use', 'read', 'change'].includes(operations[name].effect),
);

interface Prepared extends AsyncDisposable {
  readonly kms: CallerOperations;
  readonly events: AuditEvent[];
  readonly keyId: string;
  readonly otherKeyId: string;
  readonly disabledKeyId: string;
  readonly signingKeyId: string;
  readonly macKeyId: string;
  readonly doomedKeyId: string;
  readonly rotatingKeyId: string;
  readonly grantId: string;
  readonly externalKeyId: string;
  readonly importedKeyId: string;
  readonly wrapped: Pick<ImportKeyMaterialRequest, 'importToken' | 'encryptedKeyMaterial'>;
  readonly data: Uint8Array;
  readonly dataKey: Uint8Array;
  readonly stream: Uint8Array;
  readonly asked: AuthorizationRequest[];
  readonly close: () => Promise<void>;
}

type Given = Omit<Prepared, 'kms' | 'events' | 'asked' | 'close' | typeof Symbol.asyncDispose>;

const plugins = [withAlgorithms(testSigning, testMac), imported()];

/** Keys that were made with every right. Making keys to wrap under takes long, so it is done once. */
const made = (async (): Promise<{ readonly store: MemoryKeyStore; readonly given: Given }> => {
  const store = new MemoryKeyStore();
  const before = await openTestVault({ store, plugins });
  const admin = before.as({ id: 'user:admin' });
  const { keyId } = await admin.createKey({ alias: 'alias/payments', tags: { env: 'prod' } });
  const { keyId: otherKeyId } = await admin.createKey({ alias: 'alias/other' });
  const { keyId: disabledKeyId } = await admin.createKey();
  await admin.disableKey({ keyId: disabledKeyId });
  const { keyId: signingKeyId } = await admin.createKey({ keySpec: 'TEST_SIGN' });
  const { keyId: macKeyId } = await admin.createKey({ keySpec: 'TEST_MAC' });
  const { keyId: doomedKeyId } = await admin.createKey();
  await admin.scheduleKeyDeletion({ keyId: doomedKeyId });
  const { keyId: rotatingKeyId } = await admin.createKey();
  await admin.enableKeyRotation({ keyId: rotatingKeyId });
  const { keyId: externalKeyId } = await admin.createKey({ origin: 'external' });
  const wrapped = await wrappedFor(admin, externalKeyId);
  const { keyId: importedKeyId } = await admin.createKey({ origin: 'external' });
  await admin.importKeyMaterial({ keyId: importedKeyId, ...(await wrappedFor(admin, importedKeyId)) });
  const { grantId } = await admin.createGrant({ keyId, grantee: 'user:carol', operations: ['encryptData'] });
  const { ciphertext: data } = await admin.encryptData({ keyId, plaintext: Buffer.from('data') });
  const { ciphertext: dataKey } = await admin.createDataKey({ keyId });
  const { ciphertext } = await admin.encryptStream({ keyId, plaintext: streamOf(Buffer.from('stream')) });
  const stream = Buffer.concat((await ciphertext.toArray()) as Uint8Array[]);
  await before.close();
  const given: Given = {
    keyId,
    otherKeyId,
    disabledKeyId,
    signingKeyId,
    macKeyId,
    doomedKeyId,
    rotatingKeyId,
    grantId,
    externalKeyId,
    importedKeyId,
    wrapped,
    data,
    dataKey,
    stream,
  };
  return { store: store.openAnother(), given };
})();

/** A vault of its own over these keys, in which `decide` rules. */
async function prepared(decide: Decide, allowSelfGain = true): Promise<Prepared> {
  const { store, given } = await made;
  const events: AuditEvent[] = [];
  const asked: AuthorizationRequest[] = [];
  const vault = await openTestVault({
    store: await copyOf(store),
    plugins,
    events,
    allowSelfGain,
    decide: (request) => {
      asked.push(request);
      return decide(request);
    },
  });
  const close = () => vault.close();
  return {
    kms: vault.as(bob),
    ...given,
    events,
    asked,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** One proper request of every operation of principals. */
function requestsOf({
  kms,
  keyId,
  otherKeyId,
  disabledKeyId,
  signingKeyId,
  macKeyId,
  doomedKeyId,
  rotatingKeyId,
  grantId,
  externalKeyId,
  importedKeyId,
  wrapped,
  data,
  dataKey,
  stream,
}: Prepared): Record<(typeof callerOperations)[number], () => Promise<unknown>> {
  const plaintext = Buffer.from('x');
  return {
    createKey: () => kms.createKey({ alias: 'alias/new' }),
    describeKey: () => kms.describeKey({ keyId }),
    listKeys: () => kms.listKeys(),
    enableKey: () => kms.enableKey({ keyId: disabledKeyId }),
    disableKey: () => kms.disableKey({ keyId }),
    scheduleKeyDeletion: () => kms.scheduleKeyDeletion({ keyId }),
    cancelKeyDeletion: () => kms.cancelKeyDeletion({ keyId: doomedKeyId }),
    enableKeyRotation: () => kms.enableKeyRotation({ keyId }),
    disableKeyRotation: () => kms.disableKeyRotation({ keyId: rotatingKeyId }),
    updateKeyRotationInterval: () => kms.updateKeyRotationInterval({ keyId: rotatingKeyId, rotationInterval: 30 }),
    getKeyRotationStatus: () => kms.getKeyRotationStatus({ keyId }),
    rotateKey: () => kms.rotateKey({ keyId }),
    updateKeyMinimumVersion: () => kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.1' }),
    updateKeyDescription: () => kms.updateKeyDescription({ keyId, description: 'new' }),
    createAlias: () => kms.createAlias({ alias: 'alias/second', keyId }),
    associateAlias: () => kms.associateAlias({ alias: 'alias/payments', keyId: otherKeyId }),
    deleteAlias: () => kms.deleteAlias({ alias: 'alias/payments' }),
    listAliases: () => kms.listAliases({ keyId }),
    tagKey: () => kms.tagKey({ keyId, tags: { env: 'test' } }),
    untagKey: () => kms.untagKey({ keyId, tagKeys: ['env'] }),
    listKeyTags: () => kms.listKeyTags({ keyId }),
    findKeysByTags: () => kms.findKeysByTags({ tags: { env: ['prod'] } }),
    encryptData: () => kms.encryptData({ keyId, plaintext }),
    decryptData: () => kms.decryptData({ ciphertext: data }),
    encryptStream: () => kms.encryptStream({ keyId, plaintext: streamOf(plaintext) }),
    decryptStream: () => kms.decryptStream({ ciphertext: streamOf(stream) }),
    createDataKey: () => kms.createDataKey({ keyId }),
    createDataKeyWithoutPlaintext: () => kms.createDataKeyWithoutPlaintext({ keyId }),
    createDataKeyPair: () => kms.createDataKeyPair({ keyId, keyPairSpec: 'TEST_SIGN' }),
    createDataKeyPairWithoutPlaintext: () => kms.createDataKeyPairWithoutPlaintext({ keyId, keyPairSpec: 'TEST_SIGN' }),
    encryptDataKey: () => kms.encryptDataKey({ keyId, plaintext }),
    decryptDataKey: () => kms.decryptDataKey({ ciphertext: dataKey }),
    reEncrypt: () => kms.reEncrypt({ ciphertext: data, destinationKeyId: otherKeyId }),
    sign: () => kms.sign({ keyId: signingKeyId, message: plaintext }),
    verify: () => kms.verify({ keyId: signingKeyId, message: plaintext, signature: plaintext }),
    getPublicKey: () => kms.getPublicKey({ keyId: signingKeyId }),
    generateMac: () => kms.generateMac({ keyId: macKeyId, message: plaintext }),
    verifyMac: () => kms.verifyMac({ keyId: macKeyId, message: plaintext, mac: plaintext }),
    getParametersForImport: () =>
      kms.getParametersForImport({ keyId: externalKeyId, wrappingAlgorithm: 'RSAES_OAEP_SHA_256' }),
    importKeyMaterial: () => kms.importKeyMaterial({ keyId: externalKeyId, ...wrapped }),
    deleteImportedKeyMaterial: () => kms.deleteImportedKeyMaterial({ keyId: importedKeyId }),
    createGrant: () => kms.createGrant({ keyId, grantee: 'user:carol', operations: ['encryptData'] }),
    listGrants: () => kms.listGrants({ keyId }),
    listRetirableGrants: () => kms.listRetirableGrants(),
    retireGrant: () => kms.retireGrant({ keyId, grantId }),
    revokeGrant: () => kms.revokeGrant({ keyId, grantId }),
    generateRandom: () => kms.generateRandom({ length: 1 }),
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe.each(callerOperations)('requirement 14: %s', (name) => {
  test('is denied by default, and nothing was done', async () => {
    await using given = await prepared(() => false);
    expect(await codeOf(requestsOf(given)[name]())).toBe('AccessDenied');
    await given.close();
    const complete = given.events.filter(({ phase }) => phase === 'complete');
    expect(complete).toHaveLength(1);
    expect(complete[0]).toMatchObject({
      operation: name,
      action: operations[name].action,
      principal: 'user:bob',
      outcome: 'AccessDenied',
      decision: { effect: 'deny', kind: 'default' },
    });
  });

  test('is allowed by the one right that it is declared with, and the rights that it also needs', async () => {
    const needed: readonly string[] = [
      operations[name].action,
      ...(name === 'createKey' ? ['kms:alias:create'] : []),
      ...(name === 'reEncrypt' ? ['kms:cmk:reEncryptTo'] : []),
      ...(name === 'createGrant' ? ['kms:cmk:encryptData'] : []),
      ...(name === 'listAliases' ? ['kms:cmk:get'] : []),
    ];
    await using given = await prepared(({ action }) => needed.includes(action));
    expect(await outcomeOf(requestsOf(given)[name]())).toBe('success');
    for (const missing of needed) {
      await using less = await prepared(({ action }) => needed.includes(action) && action !== missing);
      expect(await codeOf(requestsOf(less)[name]())).toBe('AccessDenied');
    }
  });

  test('is denied when the authorizer throws, rejects or answers anything but a decision', async () => {
    const strange: readonly unknown[] = [
      undefined,
      null,
      1,
      'allow',
      {},
      [],
      { effect: 'allow' },
      { effect: 'allow', kind: 'explicit' },
      { effect: 'allow', kind: 'explicit', rule: 'a/b' },
      { effect: 'allow', kind: 'explicit', rule: 7, reason: 'x' },
      { effect: 'allow', kind: 'default', rule: 'a/b', reason: 'x' },
      { effect: 'Allow', kind: 'explicit', rule: 'a/b', reason: 'x' },
      { effect: 'deny', kind: 'nothing', reason: 'x' },
      { effect: 'deny', kind: 'explicit' },
      { effect: 'deny', kind: 'explicit', rule: { secret: 1 }, reason: 'x' },
      Object.defineProperty({ kind: 'explicit', rule: 'a/b', reason: 'x' }, 'effect', {
        get: () => {
          throw new TypeError('effect');
        },
      }),
    ];
    const failing: Decide[] = [
      () => {
        throw new Error('The authorizer is broken.');
      },
      () => Promise.reject(new Error('The authorizer is broken.')),
      ...strange.flatMap((answer): Decide[] => [() => answer as Decision, () => Promise.resolve(answer as Decision)]),
    ];
    const given = await prepared((request) => current(request));
    let current: Decide = () => false;
    for (const decide of failing) {
      current = decide;
      const error = await refusal(requestsOf(given)[name]());
      expect(error.code).toBe('AccessDenied');
      expect(error.message).not.toContain('broken');
    }
    await given.close();
    expect(given.events).toHaveLength(failing.length);
    for (const { decision } of given.events)
      expect(decision).toEqual(expect.objectContaining({ effect: 'deny', kind: 'error' }));
  });
});

describe('a decision', () => {
  test('that never comes is a denial of kind error after five seconds', async () => {
    const given = await prepared(() => new Promise<Decision>(() => undefined));
    vi.useFakeTimers();
    const answer = codeOf(given.kms.describeKey({ keyId: given.keyId }));
    let settled = false;
    void answer.then(() => (settled = true));
    await vi.advanceTimersByTimeAsync(4_900);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(await answer).toBe('AccessDenied');
    vi.useRealTimers();
    await given.close();
    expect(given.events.at(-1)?.decision).toMatchObject({ effect: 'deny', kind: 'error' });
  });

  test.each(['explicit', 'unknown', 'default', 'error'] as const)(
    'of kind %s to deny is told with its reason and audited with its rule',
    async (kind) => {
      const decision: Decision = { effect: 'deny', kind, rule: 'payments/no-bob', reason: 'Bob left the team.' };
      const given = await prepared(() => decision);
      const error = await refusal(given.kms.encryptData({ keyId: 'alias/payments', plaintext: Buffer.from('x') }));
      expect(error.code).toBe('AccessDenied');
      expect(error.message).toContain('kms:cmk:encryptData');
      expect(error.message).toContain('Bob left the team.');
      await given.close();
      expect(given.events).toEqual([
        expect.objectContaining({
          phase: 'complete',
          asked: 'alias/payments',
          keyId: given.keyId,
          outcome: 'AccessDenied',
        }),
      ]);
      expect(given.events[0]?.decision).toMatchObject({ effect: 'deny', kind, rule: 'payments/no-bob' });
    },
  );

  test('sees frozen snapshots of everything, also of keys that do not exist yet or at all', async () => {
    const given = await prepared(() => true);
    for (const run of Object.values(requestsOf(given))) await outcomeOf(run());
    for (const missing of ['0d0466b0-e727-4d9c-b35d-f84bb474a37f', 'alias/missing']) {
      await outcomeOf(given.kms.describeKey({ keyId: missing }));
      await outcomeOf(given.kms.deleteAlias({ alias: 'alias/missing' }));
    }
    expect(given.asked.length).toBeGreaterThan(20);
    for (const { principal, context, key, encryptionContext } of given.asked) {
      for (const part of [
        principal,
        principal.roles,
        principal.groups,
        principal.attributes,
        context,
        key,
        key?.aliases,
        key?.tags,
        encryptionContext,
      ]) {
        expect(Object.isFrozen(part)).toBe(true);
      }
    }
    await given.close();
  });

  test('of one principal does not change what the next one is asked about', async () => {
    const given = await prepared(({ key }) => {
      Reflect.set(key ?? {}, 'state', 'DISABLED');
      Reflect.set(key?.tags ?? {}, 'env', 'test');
      return key?.tags?.['env'] !== 'test';
    });
    expect(await outcomeOf(given.kms.describeKey({ keyId: given.keyId }))).toBe('success');
    expect((await given.kms.describeKey({ keyId: given.keyId })).tags).toEqual({ env: 'prod' });
    await given.close();
  });

  test('sees the caller as the host described it, whatever the host does with its objects afterwards', async () => {
    const asked: AuthorizationRequest[] = [];
    await using vault = await openTestVault({ decide: (request) => asked.push(request) > 0 });
    const principal = { id: 'user:bob', roles: ['teller'], groups: [], attributes: { tenant: 't-17' } };
    const context = {
      source: { ip: '10.1.2.3' },
      mfa: { ageSeconds: 5 },
      approvals: [{ id: 'user:carol', roles: ['auditor'] }],
    };
    const kms = vault.as(principal, context);
    principal.id = 'user:root';
    principal.roles.push('admin');
    principal.attributes.tenant = 't-18';
    context.source.ip = '127.0.0.1';
    context.approvals.length = 0;
    await kms.createKey();
    expect(asked[0]?.principal).toEqual({
      id: 'user:bob',
      roles: ['teller'],
      groups: [],
      attributes: { tenant: 't-17' },
    });
    expect(asked[0]?.context).toEqual({
      source: { ip: '10.1.2.3' },
      mfa: { ageSeconds: 5 },
      approvals: [{ id: 'user:carol', roles: ['auditor'] }],
    });
    expect(Object.getPrototypeOf(asked[0]?.principal.attributes)).toBeNull();
  });
});

describe('a key that does not exist', () => {
  const names = [
    '0d0466b0-e727-4d9c-b35d-f84bb474a37f',
    'zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz',
    'alias/missing',
    'kms:eu-test-1:domain1:alias:missing',
  ];

  test('is told from one that does only by who may act on it', async () => {
    for (const allowed of [false, true]) {
      const given = await prepared(() => allowed);
      const existing = allowed ? undefined : await refusal(given.kms.describeKey({ keyId: given.keyId }));
      for (const name of names) {
        const error = await refusal(given.kms.describeKey({ keyId: name }));
        expect(error.code).toBe(allowed ? 'NotFound' : 'AccessDenied');
        if (existing !== undefined) expect(error.message).toBe(existing.message);
      }
      await given.close();
    }
  });

  test('is decided on with what it was called and nothing else', async () => {
    const given = await prepared(() => false);
    await codeOf(given.kms.describeKey({ keyId: names[0] ?? '' }));
    await codeOf(given.kms.describeKey({ keyId: 'kms:eu-test-1:domain1:alias:missing' }));
    expect(given.asked.map(({ key, asked }) => ({ key, asked }))).toEqual([
      { key: { region: 'eu-test-1', domainId: 'domain1', id: names[0] }, asked: names[0] },
      { key: { region: 'eu-test-1', domainId: 'domain1', aliases: ['alias/missing'] }, asked: 'alias/missing' },
    ]);
    await given.close();
  });

  test('and is named by a ciphertext is the common decrypt error for those who may decrypt', async () => {
    const ciphertext = Buffer.alloc(120, 1);
    for (const [allowed, code] of [
      [true, 'DecryptFailed'],
      [false, 'AccessDenied'],
    ] as const) {
      const given = await prepared(() => allowed);
      expect(await codeOf(given.kms.decryptData({ ciphertext }))).toBe(code);
      const existing = await refusal(given.kms.decryptData({ ciphertext: given.dataKey }));
      expect(existing.message).toBe((await refusal(given.kms.decryptData({ ciphertext }))).message);
      await given.close();
    }
  });

  test('can not be given an alias, and an alias that does not exist can not be moved', async () => {
    const given = await prepared(() => true);
    expect(await codeOf(given.kms.createAlias({ alias: 'alias/a', keyId: 'alias/missing' }))).toBe('NotFound');
    expect(await codeOf(given.kms.associateAlias({ alias: 'alias/missing', keyId: given.keyId }))).toBe('NotFound');
    expect(await codeOf(given.kms.associateAlias({ alias: 'alias/payments', keyId: 'alias/missing' }))).toBe(
      'NotFound',
    );
    expect(await codeOf(given.kms.deleteAlias({ alias: 'alias/missing' }))).toBe('NotFound');
    expect(await codeOf(given.kms.listAliases({ keyId: 'alias/missing' }))).toBe('NotFound');
    await given.close();
    const denied = await prepared(() => false);
    expect(await codeOf(denied.kms.createAlias({ alias: 'alias/a', keyId: 'alias/missing' }))).toBe('AccessDenied');
    expect(await codeOf(denied.kms.associateAlias({ alias: 'alias/missing', keyId: denied.keyId }))).toBe(
      'AccessDenied',
    );
    expect(await codeOf(denied.kms.deleteAlias({ alias: 'alias/missing' }))).toBe('AccessDenied');
    await denied.close();
  });
});

describe('createKey', () => {
  test('is decided on the key that it would make, its id unknown, and on its alias', async () => {
    const given = await prepared(() => true);
    await given.kms.createKey({ alias: 'alias/new', tags: { env: 'test', team: 'red' } });
    const key = {
      region: 'eu-test-1',
      domainId: 'domain1',
      aliases: ['alias/new'],
      tags: { env: 'test', team: 'red' },
      keySpec: 'AES_256',
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'kms',
      state: 'ENABLED',
    };
    expect(given.asked.map(({ action, key: seen, asked }) => ({ action, seen, asked }))).toEqual([
      { action: 'kms:cmk:create', seen: key, asked: undefined },
      { action: 'kms:alias:create', seen: key, asked: 'alias/new' },
    ]);
    await given.close();
  });

  test('refuses an alias in use, and a caller who may not create learns nothing of it', async () => {
    const allowed = await prepared(() => true);
    expect(await codeOf(allowed.kms.createKey({ alias: 'alias/payments' }))).toBe('AliasExists');
    expect((await allowed.kms.listKeys()).keys).toHaveLength(9);
    await allowed.close();
    const denied = await prepared(() => false);
    expect(await codeOf(denied.kms.createKey({ alias: 'alias/payments' }))).toBe('AccessDenied');
    await denied.close();
  });

  test('refuses what no plugin brings, with the code of each', async () => {
    const given = await prepared(() => true);
    expect(await codeOf(given.kms.createKey({ keySpec: 'RSA_3072' }))).toBe('UnsupportedKeySpec');
    expect(await codeOf(given.kms.createKey({ keyUsage: 'SIGN_VERIFY' }))).toBe('UnsupportedKeyUsage');
    expect(await codeOf(given.kms.createKey({ origin: 'elsewhere' as 'kms' }))).toBe('InvalidArgument');
    await given.close();
  });
});
