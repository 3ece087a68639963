import { type CallerOperations, type KeyStore, VaultError } from '@chatelaine/core';
import { tamperingStore } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { FollowingAuthorizer, openWith } from './support/open-with.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';

type Tampering = ReturnType<typeof tamperingStore>;

/** Each test opens some dozens of vaults. */
const patient = { timeout: 60_000 };
const alice = { id: 'user:alice' };
const plaintext = Buffer.from('what must come back');

/** A vault with every kind of record, in a store that somebody else can write to. */
interface Subject {
  readonly store: Tampering;
  readonly vault: Vault;
  readonly keyId: string;
  readonly ciphertext: Uint8Array;
  /** Two paths of each kind where there are two; the first has an earlier revision where there may be one. */
  readonly paths: Readonly<Record<Kind, readonly string[]>>;
  readonly reopen: () => Promise<Vault>;
}

const kinds = [
  'key',
  'material',
  'alias',
  'tag',
  'policy/active',
  'policy/bundle',
  'head',
  'epoch',
  'keyring',
] as const;
type Kind = (typeof kinds)[number];

async function subject(): Promise<Subject> {
  const store = tamperingStore(new MemoryKeyStore());
  const open = (): Promise<Vault> => openWith({ keyStore: sharedView(store), authorizer: new FollowingAuthorizer() });
  const vault = await open();
  const documents = [{ name: 'policy', text: 'allow' }];
  await vault.administration.activatePolicy({ documents, expectedVersion: 0 });
  await vault.administration.activatePolicy({ documents, expectedVersion: 1 });
  const kms = vault.as(alice);
  const { keyId: other } = await kms.createKey({ alias: 'alias/other', tags: { env: 'test' } });
  const { keyId } = await kms.createKey({ alias: 'alias/first', tags: { env: 'prod' } });
  await kms.createAlias({ alias: 'alias/payments', keyId: other });
  await kms.associateAlias({ alias: 'alias/payments', keyId });
  const { ciphertext } = await kms.encryptData({ keyId, plaintext });
  const all = (await store.list('', undefined, 1_000)).map(({ path, revision }) => ({ path, revision }));
  const withPrefix = (prefix: string): string[] =>
    all
      .filter(({ path }) => path.startsWith(prefix))
      .toSorted((a, b) => b.revision - a.revision)
      .map(({ path }) => path);
  const own = (prefix: string): string[] => [`${prefix}/${keyId}`, `${prefix}/${other}`];
  const paths = {
    key: own('key'),
    material: own('material').map((path) => `${path}/00000001`),
    alias: withPrefix('alias/'),
    tag: withPrefix('tag/'),
    'policy/active': ['policy/active'],
    'policy/bundle': withPrefix('policy/bundle/'),
    head: withPrefix('head/'),
    epoch: ['epoch'],
    keyring: ['keyring'],
  };
  return { store, vault, keyId, ciphertext, paths, reopen: open };
}

/** Closing a vault must not close the store that the next one is opened on. */
function sharedView(store: KeyStore): KeyStore {
  return {
    features: store.features,
    get: (path) => store.get(path),
    commit: (changes) => store.commit(changes),
    list: (prefix, after, limit) => store.list(prefix, after, limit),
    close: () => Promise.resolve(),
  };
}

/** Runs everything that reads a record, and gives the outcome of each. Wrong data fails the test at once. */
async function outcomes(kms: CallerOperations, { keyId, ciphertext }: Subject): Promise<readonly string[]> {
  const isRight = (answer: Promise<string>): Promise<string> =>
    outcomeOf(answer.then((found) => expect(found).toBe(keyId)));
  return Promise.all([
    isRight(kms.describeKey({ keyId }).then((key) => (expect(key.tags).toEqual({ env: 'prod' }), key.keyId))),
    isRight(kms.describeKey({ keyId: 'alias/first' }).then((key) => key.keyId)),
    isRight(kms.describeKey({ keyId: 'alias/payments' }).then((key) => key.keyId)),
    isRight(kms.encryptData({ keyId, plaintext }).then((sealed) => sealed.keyId)),
    isRight(
      kms
        .decryptData({ ciphertext })
        .then((opened) => (expect(Buffer.from(opened.plaintext)).toEqual(plaintext), opened.keyId)),
    ),
    listed(
      kms.listKeys().then(({ keys }) => keys.find((key) => key.keyId === keyId)?.tags['env']),
      'prod',
    ),
    listed(
      kms.listAliases().then(({ aliases }) => aliases.find(({ alias }) => alias === 'alias/payments')?.keyId),
      keyId,
    ),
  ]);
}

/** What a list shows of something: `success` if it is right, `missing` if it is not there. */
async function listed(answer: Promise<string | undefined>, right: string): Promise<string> {
  let found: string | undefined;
  const outcome = await outcomeOf(answer.then((shown) => (found = shown)));
  if (found === undefined) return outcome === 'success' ? 'missing' : outcome;
  expect(found).toBe(right);
  return outcome;
}

interface Attack {
  readonly name: string;
  /** Set where it writes to the store behind, so that it can't be healed. */
  readonly writes?: boolean;
  /** Gives false where the kind has nothing to do it with. */
  run(store: Tampering, path: string, others: readonly string[]): Promise<boolean>;
}

const flips: readonly Attack[] = [0, 4, 10, 34, -1].map((byte) => ({
  name: byte < 0 ? 'edited in its last byte' : `edited in byte ${byte}`,
  async run(store, path) {
    const { value } = (await store.get(path)) ?? {};
    const at = byte < 0 ? (value?.length ?? 0) - 1 : byte;
    if (at >= (value?.length ?? 0)) return false;
    await store.flipBit(path, at * 8 + 3);
    return true;
  },
}));

const swaps: readonly Attack[] = [
  {
    name: 'swapped with another of its kind',
    async run(store, path, [other]) {
      if (other === undefined) return false;
      await store.swap(path, other);
      return true;
    },
  },
  {
    name: 'swapped with one of another kind',
    async run(store, path) {
      await store.swap(
        path,
        path.startsWith('key/') ? 'policy/active' : ((await store.list('key/', undefined, 1))[0]?.path ?? ''),
      );
      return true;
    },
  },
];

const replay: Attack = {
  name: 'replayed from before its last change',
  async run(store, path) {
    const { revision = 0 } = (await store.get(path)) ?? {};
    if (revision < 2) return false;
    store.replay(path, revision - 1);
    return true;
  },
};

const relabelled: Attack = {
  name: 'written again as it was before its last change, as a newer one',
  writes: true,
  async run(store, path) {
    const { revision = 0 } = (await store.get(path)) ?? {};
    if (revision < 2) return false;
    store.replay(path, revision - 1);
    const { value = null } = (await store.get(path)) ?? {};
    store.heal();
    await store.commit([{ path, expected: revision, value }]);
    return true;
  },
};

const removals: readonly Attack[] = [
  {
    name: 'removed as if it had never been',
    run: (store, path) => Promise.resolve((store.drop(path), true)),
  },
  {
    name: 'deleted as the vault would',
    writes: true,
    async run(store, path) {
      const { revision = 0 } = (await store.get(path)) ?? {};
      await store.commit([{ path, expected: revision, value: null }]);
      return true;
    },
  },
];

/** The head says what the other records are; of the epoch only the newest counts, which no record remembers. */
const isAccountedFor = (kind: Kind): boolean => kind !== 'epoch' && kind !== 'keyring';

const attacks = [...flips, ...swaps, replay, relabelled, ...removals];

/**
 * What a vault may answer that reads tampered records: the truth, or that something is wrong. What was removed is not there,
 * and an alias is not there for a vault that never saw its key change.
 */
const possible = (attack: Attack, kind: Kind): readonly string[] => [
  'success',
  'StoreTampered',
  // Before a record counts as foreign, the keyring is read again, which may have been tampered with too.
  ...(kind === 'keyring' ? ['RootKeyRejected'] : []),
  ...(attack === replay ? ['missing'] : []),
  ...(removals.includes(attack) ? ['missing', 'NotFound', 'DecryptFailed', 'NoActivePolicy'] : []),
];

describe.each(attacks)('requirement 18: a record that is $name', (attack) => {
  // What is only shown can be healed: then one subject serves all kinds.
  const { writes = false } = attack;

  test('never gives wrong data to the vault that is open, and is found', patient, async () => {
    let given = await subject();
    for (const kind of kinds) {
      const { store, vault, paths } = given;
      const [path = '', ...others] = paths[kind];
      if (!(await attack.run(store, path, others))) continue;
      for (const outcome of await outcomes(vault.as(alice), given))
        expect([kind, ...possible(attack, kind)]).toContain(outcome);
      if (isAccountedFor(kind))
        expect([kind, await codeOf(vault.administration.verifyStore())]).toEqual([kind, 'StoreTampered']);
      store.heal();
      if (writes) {
        await vault.close();
        given = await subject();
      } else {
        expect(await outcomeOf(vault.administration.verifyStore())).toBe('success');
      }
    }
    await given.vault.close();
  });

  test('never gives wrong data to a vault that is opened later, and is found', patient, async () => {
    let given = await subject();
    await given.vault.close();
    for (const kind of kinds) {
      const { store, paths, reopen } = given;
      const [path = '', ...others] = paths[kind];
      if (!(await attack.run(store, path, others))) continue;
      const later = await reopen().catch((error: unknown) => error);
      if (VaultError.is(later)) {
        expect([kind, later.code]).toEqual([
          kind,
          kind === 'keyring' && !removals.includes(attack) ? 'RootKeyRejected' : 'StoreTampered',
        ]);
      } else {
        expect(kind).not.toBe('keyring');
        const vault = later as Vault;
        for (const outcome of await outcomes(vault.as(alice), given))
          expect([kind, ...possible(attack, kind)]).toContain(outcome);
        if (isAccountedFor(kind))
          expect([kind, await codeOf(vault.administration.verifyStore())]).toEqual([kind, 'StoreTampered']);
        await vault.close();
      }
      store.heal();
      if (writes) {
        given = await subject();
        await given.vault.close();
      }
    }
  });
});

describe('requirement 19: a record from the past', () => {
  test.each(['key', 'alias', 'epoch', 'policy/active', 'head'] as const)(
    'of kind %s is refused at once by a vault that has seen a newer one',
    async (kind) => {
      const { store, vault, paths, keyId } = await subject();
      const [path = ''] = paths[kind];
      const { revision = 0 } = (await store.get(path)) ?? {};
      store.replay(path, revision - 1);
      const kms = vault.as(alice);
      const reading = {
        key: () => kms.listKeys(),
        alias: () => kms.createAlias({ alias: 'alias/payments', keyId }),
        epoch: () => vault.administration.verifyStore(),
        'policy/active': () => vault.administration.activatePolicy({ documents: [], expectedVersion: 1 }),
        head: () => vault.administration.verifyStore(),
      };
      expect(await codeOf(reading[kind]())).toBe('StoreTampered');
      store.heal();
      expect(await outcomeOf(kms.listKeys())).toBe('success');
      await vault.close();
    },
  );
});

describe('a key whose material was tampered with', () => {
  test('can still be described and its other records used, but neither encrypts nor decrypts', async () => {
    const { store, vault, paths, keyId, ciphertext, reopen } = await subject();
    await vault.close();
    await store.flipBit(paths.material[0] ?? '', 300);
    await using later = await reopen();
    const kms = later.as(alice);
    expect(await outcomeOf(kms.describeKey({ keyId }))).toBe('success');
    expect(await codeOf(kms.encryptData({ keyId, plaintext }))).toBe('StoreTampered');
    expect(await codeOf(kms.decryptData({ ciphertext }))).toBe('StoreTampered');
    store.heal();
    expect(await outcomeOf(kms.decryptData({ ciphertext }))).toBe('success');
  });
});

describe('the store', () => {
  test('shows nothing of what its records say', async () => {
    const { store, vault } = await subject();
    const records = await store.list('', undefined, 1_000);
    const text = records
      .map(({ path, value }) => `${path} ${Buffer.from(value).toString('latin1')}`)
      .filter((line) => !line.startsWith('keyring'))
      .join('\n');
    for (const secret of ['payments', 'prod', 'ENABLED', 'AES_256', 'allow', 'policy.yaml', 'alias/first']) {
      expect(text.includes(secret)).toBe(false);
    }
    await vault.close();
  });

  test('gets other bytes each time for the same record', async () => {
    const { store, vault, keyId } = await subject();
    const before = await store.get(`key/${keyId}`);
    await vault.as(alice).createAlias({ alias: 'alias/x', keyId });
    await vault.as(alice).deleteAlias({ alias: 'alias/x' });
    const after = await store.get(`key/${keyId}`);
    expect(after?.revision).toBe((before?.revision ?? 0) + 2);
    expect(Buffer.from(after?.value ?? [])).not.toEqual(Buffer.from(before?.value ?? []));
    await vault.close();
  });
});
