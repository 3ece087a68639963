import type { CallerOperations } from '@chatelaine/core';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { drained, inPieces } from './drained.ts';
import { hex, join, textOf } from './independent/bytes.ts';
import { openCiphertext, purposes, sealCiphertext, type VersionedKey } from './independent/ciphertext.ts';
import { encodeContext, type Pairs } from './independent/encryption-context.ts';
import { headRevisions, parseEpoch } from './independent/epoch.ts';
import { headsOf, type StoredBytes } from './independent/head.ts';
import { type Keyring, parseKeyring, unwrapKeyring, wrapKeyring } from './independent/keyring.ts';
import { random } from './independent/primitives.ts';
import { openRecord } from './independent/record.ts';
import { aliasPath, jobPath, materialPath, tagPath } from './independent/record-paths.ts';
import { openStream, sealSegment, sealStream, segmentKeysOf } from './independent/stream.ts';
import { openVaultOver, permission, recordsOf, rootKeyVariable, storeHolding } from './vault-over.ts';
import { contextObject, patternOf } from './vector-files.ts';

const place = { region: 'eu-de-ring0', domainId: '3ba44455500dd43127' };
const rootKey = random(32);
const tags = { env: 'prod', 'cost center': 'ü-17 🔑' };

let vault: Vault;
let kms: CallerOperations;
let keyId: string;
let doomed: string;
/** What lies in the store, and what the second implementation reads of it. */
let records: readonly StoredBytes[];
let keyring: Keyring;
let contents: ReadonlyMap<string, Uint8Array>;
let keys: readonly VersionedKey[];

beforeAll(async () => {
  vi.stubEnv(rootKeyVariable, Buffer.from(rootKey).toString('base64url'));
  const store = new MemoryKeyStore();
  vault = await openVaultOver(store.openAnother(), place);
  await vault.administration.activatePolicy({ documents: [permission], expectedVersion: 0 });
  kms = vault.as({ id: 'user:alice' });
  ({ keyId } = await kms.createKey({ alias: 'alias/payments', tags, description: 'pays' }));
  await kms.createKey({ alias: 'alias/gone' });
  await kms.createAlias({ alias: 'alias/second', keyId });
  await kms.deleteAlias({ alias: 'alias/gone' });
  ({ keyId: doomed } = await kms.createKey());
  await kms.scheduleKeyDeletion({ keyId: doomed });

  records = await recordsOf(store);
  const wrapped = records.find(({ path }) => path === 'keyring')?.value ?? new Uint8Array(0);
  const unwrapped = await unwrapKeyring(rootKey, wrapped);
  if (unwrapped === undefined) throw new Error('the second implementation can not unwrap the keyring');
  keyring = parseKeyring(unwrapped);
  const opened = new Map<string, Uint8Array>();
  for (const record of records.filter(({ path }) => path !== 'keyring')) {
    const content = await openRecord(keyring, record, record.value);
    if (content === undefined) throw new Error(`the second implementation can not open ${record.path}`);
    opened.set(record.path, content);
  }
  contents = opened;
  const material = contents.get(materialPath(keyId, 1));
  if (material === undefined) throw new Error('there is no material where it should be');
  keys = [{ keyId, keyVersion: 1, material }];
});

afterAll(async () => {
  await vault.close();
  vi.unstubAllEnvs();
});

const context = fc
  .uniqueArray(
    fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 })),
    {
      selector: ([name]) => name,
      maxLength: 6,
    },
  )
  .map((pairs): Pairs => pairs);
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

function encoded(pairs: Pairs): Uint8Array {
  const encoding = encodeContext(pairs);
  if (encoding === undefined) throw new TypeError('the context is refused');
  return encoding;
}

const fresh = () => ({ salt: random(16), nonce: random(12) });
const only = <Value>(values: readonly Value[]): Value => {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) throw new TypeError('there is not exactly one');
  return value;
};

describe('what the vault makes, a second implementation opens:', () => {
  test('data', async () => {
    const property = fc.asyncProperty(context, bytes(2_000), async (pairs, plaintext) => {
      const { ciphertext } = await kms.encryptData({ keyId, plaintext, encryptionContext: contextObject(pairs) });
      expect(await openCiphertext(keys, purposes.data, encoded(pairs), ciphertext)).toEqual(plaintext);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  test('data keys, of every operation that makes them', async () => {
    const open = (ciphertext: Uint8Array) => openCiphertext(keys, purposes.dataKey, encoded([]), ciphertext);
    const created = await kms.createDataKey({ keyId, length: 48 });
    expect(await open(created.ciphertext)).toEqual(created.plaintext);
    const { ciphertext: hidden } = await kms.createDataKeyWithoutPlaintext({ keyId, length: 24 });
    expect(await open(hidden)).toHaveLength(24);
    const { ciphertext } = await kms.encryptDataKey({ keyId, plaintext: created.plaintext });
    expect(await open(ciphertext)).toEqual(created.plaintext);
  });

  test.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])('a stream of %i bytes', async (length) => {
    const pairs: Pairs = [['file', `of ${length} bytes`]];
    const { ciphertext } = await kms.encryptStream({
      keyId,
      plaintext: inPieces(patternOf(length), 9_999),
      encryptionContext: contextObject(pairs),
    });
    const opened = await openStream(keys, encoded(pairs), await drained(ciphertext));
    expect(Buffer.compare(opened ?? random(1), patternOf(length))).toBe(0);
  });
});

describe('what a second implementation makes for a key of the vault, the vault opens:', () => {
  test('data and data keys', async () => {
    const property = fc.asyncProperty(context, bytes(1_000), async (pairs, plaintext) => {
      const encryptionContext = contextObject(pairs);
      const seal = async (purpose: number) => {
        const { ciphertext } = await sealCiphertext(only(keys), purpose, encoded(pairs), plaintext, fresh());
        return { ciphertext, encryptionContext };
      };
      expect(hex((await kms.decryptData(await seal(purposes.data))).plaintext)).toBe(hex(plaintext));
      for (const purpose of [purposes.dataKey, purposes.dataKeyPair]) {
        expect(hex((await kms.decryptDataKey(await seal(purpose))).plaintext)).toBe(hex(plaintext));
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });

  const streamHeader = async (streamKey: Uint8Array) =>
    (await sealCiphertext(only(keys), purposes.stream, encoded([]), streamKey, fresh())).ciphertext;

  test.each([0, 1, 65_536, 65_537, 150_000])('a stream of %i bytes', async (length) => {
    const streamKey = random(32);
    const stream = await sealStream(await streamHeader(streamKey), streamKey, patternOf(length));
    const { plaintext } = await kms.decryptStream({ ciphertext: inPieces(stream, 70_000) });
    expect(Buffer.compare(await drained(plaintext), patternOf(length))).toBe(0);
  });

  test('a stream that ends with an empty segment after a full one', async () => {
    const streamKey = random(32);
    const header = await streamHeader(streamKey);
    const segments = await segmentKeysOf(streamKey, header);
    const full = await sealSegment(segments, 0, false, patternOf(65_536));
    const empty = await sealSegment(segments, 1, true, new Uint8Array(0));
    const { plaintext } = await kms.decryptStream({ ciphertext: inPieces(join(header, full, empty), 70_000) });
    expect(Buffer.compare(await drained(plaintext), patternOf(65_536))).toBe(0);
  });
});

describe('in the store of a vault a second implementation finds', () => {
  const json = (path: string): unknown => JSON.parse(textOf(contents.get(path) ?? new Uint8Array(0)));
  const pathsOf = (kind: string) => [...contents.keys()].filter((path) => path.startsWith(kind));

  test('every record where the page says, and no other', async () => {
    const tagPaths = await Promise.all(Object.entries(tags).map(([tag, value]) => tagPath(keyring, tag, value, keyId)));
    const expected = [
      `key/${keyId}`,
      await aliasPath(keyring, 'alias/payments'),
      await aliasPath(keyring, 'alias/second'),
      materialPath(keyId, 1),
      'policy/active',
      'time',
      jobPath(deletionAt(), 'destroy-key', doomed),
      ...tagPaths,
    ];
    expect([...contents.keys()]).toEqual(expect.arrayContaining(expected));
    const others = pathsOf('').filter((path) => !expected.includes(path));
    const other =
      /^(epoch|head\/[0-3][0-9a-f]|process\/[0-9a-f-]{36}|key\/[0-9a-f-]{36}|material\/[0-9a-f-]{36}\/00000001|policy\/bundle\/[0-9a-f-]{36}\/0000)$/;
    expect(others.filter((path) => !other.test(path))).toEqual([]);
  });

  test('the revisions of all heads, in the epoch, with the generation of the keyring', () => {
    const epoch = contents.get('epoch') ?? new Uint8Array(0);
    expect(epoch).toHaveLength(16 + 64 * 6);
    const { revision } = records.find(({ path }) => path === 'epoch') ?? { revision: 0 };
    const { generation } = keyring;
    const { sealed, ...others } = parseEpoch(epoch);
    expect(others).toEqual({ generation, changedAt: revision, heads: headRevisions(records) });
    expect(sealed).toBeGreaterThanOrEqual(records.length);
    expect(headRevisions(records).some((each) => each > 0)).toBe(true);
  });

  test('the key, its aliases and its tags', async () => {
    const createdAt = expect.any(Number) as number;
    expect(json(`key/${keyId}`)).toEqual({
      format: 1,
      keyId,
      keySpec: 'AES_256',
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'kms',
      description: 'pays',
      createdAt,
      aliases: ['alias/payments', 'alias/second'],
      tags: [
        ['cost center', 'ü-17 🔑'],
        ['env', 'prod'],
      ],
      state: 'ENABLED',
      currentVersion: 1,
      versions: [{ version: 1, createdAt }],
    });
    const aliasRecord = { format: 1, keyId, createdAt, updatedAt: createdAt };
    for (const alias of ['alias/payments', 'alias/second']) {
      expect(json(await aliasPath(keyring, alias))).toEqual({ ...aliasRecord, alias });
    }
    expect(pathsOf('alias/')).toHaveLength(2);
    expect(pathsOf('tag/').map((path) => textOf(contents.get(path) ?? new Uint8Array(0)))).toEqual([keyId, keyId]);
    expect(only(keys).material).toHaveLength(32);
  });

  const deletionAt = (): number => (json(`key/${doomed}`) as { deletionAt: number }).deletionAt;

  test('a key that waits for its deletion, with the job that destroys it', () => {
    const { createdAt } = json(`key/${doomed}`) as { createdAt: number };
    expect(json(`key/${doomed}`)).toMatchObject({ state: 'PENDING_DELETION', deletionAt: deletionAt() });
    expect(deletionAt()).toBeGreaterThanOrEqual(createdAt + 30 * 86_400_000);
    const [job = '', ...others] = pathsOf('job/');
    expect(others).toEqual([]);
    expect(json(job)).toEqual({ format: 1, operation: 'destroyKey', keyId: doomed, dueAt: deletionAt() });
  });

  test('the time that the vault has seen', () => {
    const { seen, trusted } = json('time') as { seen: number; trusted: number };
    expect(json('time')).toEqual({ format: 1, seen, trusted });
    expect(Math.abs(seen - trusted)).toBeLessThan(60_000);
    expect(Math.abs(seen - Date.now())).toBeLessThan(600_000);
  });

  test('the process that has it open', () => {
    const [path = '', ...others] = pathsOf('process/');
    expect(others).toEqual([]);
    const { seenAt } = json(path) as { seenAt: number };
    expect(json(path)).toEqual({ format: 1, seenAt });
    expect(Math.abs(seenAt - Date.now())).toBeLessThan(600_000);
  });

  test('the active policy and its bundle', () => {
    const { bundle, ...active } = json('policy/active') as { bundle: string };
    expect(active).toEqual({ version: 1, parts: 1 });
    expect(json(`policy/bundle/${bundle}/0000`)).toEqual([permission]);
  });

  test('a vault id, the place and one barrier', () => {
    expect(keyring).toMatchObject({ ...place, generation: 1, barriers: [{ id: 1 }] });
    expect(keyring.vaultId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('heads that count every record, deleted ones no more', async () => {
    const counted = await headsOf(keyring, records);
    const heads = pathsOf('head/').map((path) => [path, textOf(contents.get(path) ?? new Uint8Array(0))] as const);
    for (const [path, content] of heads) expect(content).toBe(counted.get(path) ?? '0:0');
    expect([...counted.keys()].filter((path) => !contents.has(path))).toEqual([]);
  });

  test('no record that opens at another revision or path, nor under another place', async () => {
    for (const record of records.filter(({ path }) => path !== 'keyring')) {
      const { path, revision, value } = record;
      expect(await openRecord(keyring, { path, revision: revision + 1 }, value)).toBeUndefined();
      expect(await openRecord(keyring, { path: `${path}0`, revision }, value)).toBeUndefined();
      expect(await openRecord({ ...keyring, region: 'eu-de-ring1' }, record, value)).toBeUndefined();
      expect(await openRecord({ ...keyring, domainId: 'another' }, record, value)).toBeUndefined();
      expect(await openRecord({ ...keyring, vaultId: 'another' }, record, value)).toBeUndefined();
    }
  });
});

test('a vault opens under a root key that a second implementation wrapped its keyring with anew', async () => {
  const anew = random(32);
  const plain = await unwrapKeyring(
    rootKey,
    records.find(({ path }) => path === 'keyring')?.value ?? new Uint8Array(0),
  );
  const value = await wrapKeyring(anew, plain ?? new Uint8Array(0), {
    method: 1,
    parameters: new Uint8Array(0),
    ...fresh(),
  });
  const moved = await storeHolding(
    records.map((record) => (record.path === 'keyring' ? { ...record, value } : record)),
  );
  vi.stubEnv(rootKeyVariable, Buffer.from(anew).toString('base64url'));
  const other = await openVaultOver(moved, place);
  await other.administration.verifyStore();
  const { ciphertext } = await kms.encryptData({ keyId, plaintext: patternOf(10) });
  const { plaintext } = await other.as({ id: 'user:bob' }).decryptData({ ciphertext });
  expect(hex(plaintext)).toBe(hex(patternOf(10)));
  await other.close();
});
