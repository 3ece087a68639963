import { type CallerOperations, VaultError } from '@chatelaine/core';
import { failingStore, openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { copyOf } from './support/copied-records.ts';
import { outcomeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };

/** Each test opens some dozens of vaults. */
const patient = { timeout: 60_000 };

/** A change that must be done wholly or not at all. */
interface Change {
  readonly name: string;
  run(kms: CallerOperations, keyIds: readonly [string, string]): Promise<unknown>;
  /** Everything that it changes, as far as it can be seen. */
  parts(kms: CallerOperations, keyIds: readonly [string, string]): Promise<readonly boolean[]>;
}

const names = async (kms: CallerOperations, keyId: string, alias: string): Promise<boolean> => {
  const { aliases } = await kms.describeKey({ keyId });
  return aliases.includes(alias);
};
const resolves = (kms: CallerOperations, alias: string, to?: string): Promise<boolean> =>
  kms.describeKey({ keyId: alias }).then(
    ({ keyId }) => to === undefined || keyId === to,
    () => false,
  );
const isListed = async (kms: CallerOperations, alias: string, to?: string): Promise<boolean> =>
  (await kms.listAliases()).aliases.some((entry) => entry.alias === alias && (to === undefined || entry.keyId === to));

const changes: readonly Change[] = [
  {
    name: 'createKey',
    run: (kms) => kms.createKey({ alias: 'alias/new', tags: { env: 'prod', team: 'red' }, description: 'new' }),
    async parts(kms) {
      const usable = kms
        .encryptData({ keyId: 'alias/new', plaintext: new Uint8Array(4) })
        .then(({ ciphertext }) => kms.decryptData({ ciphertext }));
      return [
        await resolves(kms, 'alias/new'),
        await isListed(kms, 'alias/new'),
        (await outcomeOf(usable)) === 'success',
        (await kms.listKeys()).keys.some(({ description, tags }) => description === 'new' && tags['team'] === 'red'),
      ];
    },
  },
  {
    name: 'createAlias',
    run: (kms, [keyId]) => kms.createAlias({ alias: 'alias/new', keyId }),
    parts: async (kms, [keyId]) => [
      await names(kms, keyId, 'alias/new'),
      await resolves(kms, 'alias/new'),
      await isListed(kms, 'alias/new'),
    ],
  },
  {
    name: 'associateAlias',
    run: (kms, [, keyId]) => kms.associateAlias({ alias: 'alias/first', keyId }),
    parts: async (kms, [from, to]) => [
      !(await names(kms, from, 'alias/first')),
      await names(kms, to, 'alias/first'),
      await resolves(kms, 'alias/first', to),
      await isListed(kms, 'alias/first', to),
    ],
  },
  {
    name: 'deleteAlias',
    run: (kms) => kms.deleteAlias({ alias: 'alias/first' }),
    parts: async (kms, [keyId]) => [
      !(await names(kms, keyId, 'alias/first')),
      !(await resolves(kms, 'alias/first')),
      !(await isListed(kms, 'alias/first')),
    ],
  },
];

/** How a call of the store fails. `lasting`: all calls after it fail too, until the store is repaired. */
interface Fault {
  readonly name: string;
  readonly error: Error;
  readonly done: boolean;
  readonly lasting: boolean;
}

const unavailable = new VaultError('StoreUnavailable', 'The store is down.');
const unknown = new VaultError('OutcomeUnknown', 'The connection broke.');
const raw = new Error('ECONNRESET');
const faults: readonly Fault[] = [
  { name: 'is not available', error: unavailable, done: false, lasting: false },
  { name: 'is not available from then on', error: unavailable, done: false, lasting: true },
  { name: 'does nothing and can not say so', error: unknown, done: false, lasting: false },
  { name: 'does it and can not say so', error: unknown, done: true, lasting: false },
  { name: 'does it, can not say so, and is gone', error: unknown, done: true, lasting: true },
  { name: 'does nothing, can not say so, and is gone', error: unknown, done: false, lasting: true },
  { name: 'does it and throws what its driver threw', error: raw, done: true, lasting: false },
];

interface Prepared {
  readonly store: MemoryKeyStore;
  readonly keyIds: readonly [string, string];
}

/** Two keys, the first with `alias/first`. Made once; each round works on a copy. */
const original: Promise<Prepared> = (async () => {
  const store = new MemoryKeyStore();
  const vault = await openTestVault({ store });
  const { keyId: first } = await vault.as(alice).createKey({ alias: 'alias/first' });
  const { keyId: second } = await vault.as(alice).createKey();
  await vault.close();
  return { store, keyIds: [first, second] };
})();

/** A copy in a store whose calls can be counted and made to fail. */
async function prepared(fault: Fault) {
  const { store: made, keyIds } = await original;
  const store = await copyOf(made);
  let calls = 0;
  let failAt = Infinity;
  const failing = failingStore(withoutHints(store.openAnother()), () => {
    calls += 1;
    if (calls < failAt || (calls > failAt && !fault.lasting)) return undefined;
    return { error: fault.error, done: calls === failAt && fault.done };
  });
  const vault = await openTestVault({ store: failing });
  return {
    vault,
    keyIds,
    arm: (at: number): void => {
      calls = 0;
      failAt = at;
    },
    /** Tells whether the call that was to fail was reached. */
    repair: (): boolean => {
      const wasReached = calls >= failAt;
      failAt = Infinity;
      return wasReached;
    },
    fresh: () => openTestVault({ store: store.openAnother() }),
  };
}

/** Without hints and timers of the store, the calls of one operation are always the same. */
function withoutHints(store: MemoryKeyStore) {
  return {
    features: { durable: false, shared: false },
    get: store.get.bind(store),
    commit: store.commit.bind(store),
    list: store.list.bind(store),
    close: store.close.bind(store),
  };
}

describe.each(changes)('$name', (change) => {
  test.each(faults)(
    'is done wholly or not at all when any one call finds that the store $name',
    patient,
    async (fault) => {
      let reached = true;
      for (let at = 1; reached; at += 1) {
        const { vault, keyIds, arm, repair, fresh } = await prepared(fault);
        const kms = vault.as(alice);
        arm(at);
        const outcome = await outcomeOf(change.run(kms, keyIds));
        reached = repair();

        const other = await fresh();
        const parts = await change.parts(other.as(alice), keyIds);
        const done = parts.every(Boolean);
        expect({ at, half: !done && parts.some(Boolean) }).toEqual({ at, half: false });
        // What was acknowledged is there; what was said not to be done is not.
        if (outcome === 'success') expect({ at, done }).toEqual({ at, done: true });
        else expect(['StoreUnavailable', 'OutcomeUnknown']).toContain(outcome);
        if (outcome === 'StoreUnavailable') expect({ at, done }).toEqual({ at, done: false });
        await other.administration.verifyStore();
        await other.close();

        // The vault itself goes on, agrees, and can do the change if it was not done.
        expect({ at, parts: await change.parts(kms, keyIds) }).toEqual({ at, parts });
        if (!done) {
          expect(await outcomeOf(change.run(kms, keyIds))).toBe('success');
          expect(await change.parts(kms, keyIds)).not.toContain(false);
        }
        await vault.administration.verifyStore();
        await vault.close();
        if (!reached) expect(outcome).toBe('success');
      }
    },
  );
});

describe('opening a vault', () => {
  test.each(faults)(
    'succeeds after any one call of the first try found that the store $name',
    patient,
    async (fault) => {
      let reached = true;
      for (let at = 1; reached; at += 1) {
        const store = new MemoryKeyStore();
        let calls = 0;
        const failing = failingStore(withoutHints(store), () => {
          calls += 1;
          if (calls < at || (calls > at && !fault.lasting)) return undefined;
          return { error: fault.error, done: calls === at && fault.done };
        });
        const outcome = await outcomeOf(openTestVault({ store: failing }).then((vault) => vault.close()));
        reached = calls >= at;
        expect(['success', 'StoreUnavailable', 'OutcomeUnknown']).toContain(outcome);
        await using vault = await openTestVault({ store: store.openAnother() });
        expect(await outcomeOf(vault.as(alice).createKey())).toBe('success');
        await vault.administration.verifyStore();
      }
    },
  );
});
