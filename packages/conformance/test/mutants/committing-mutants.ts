import { VaultError } from '@chatelaine/core';
import type { StoreChange } from '@chatelaine/core';
import { changing, committing, HonestStore, type Mutants, type StoreClass } from './honest-store.ts';

const turn = (): Promise<void> => new Promise((resume) => void setImmediate(resume));

const throwing = (wrong: () => Error): StoreClass =>
  class extends HonestStore {
    override async commit(changes: readonly StoreChange[]): Promise<void> {
      await super.commit(changes).catch(() => Promise.reject(wrong()));
    }
  };

function refuseConflicts(store: HonestStore, changes: readonly StoreChange[]): void {
  const conflict = changes.find(({ path, expected }) => store.revision(path) !== expected);
  if (conflict !== undefined) throw new VaultError('Conflict', `${conflict.path} has another revision.`);
}

/** They do too much, too little, or at the wrong time. */
export const committingMutants: Mutants = {
  'lets the last writer win': changing((change, store) => ({ ...change, expected: store.revision(change.path) })),
  'accepts a revision that is too new': changing((change, store) => ({
    ...change,
    expected: Math.min(change.expected, store.revision(change.path)),
  })),
  'compares revisions as 32-bit numbers': changing((change) => ({ ...change, expected: change.expected | 0 })),
  'does not ask for the revision when it deletes': changing((change, store) =>
    change.value === null ? { ...change, expected: store.revision(change.path) } : change,
  ),
  'asks only for the revision of the first change': class extends HonestStore {
    override async commit(changes: readonly StoreChange[]): Promise<void> {
      await super.commit(changes.slice(0, 1));
      for (const change of changes.slice(1)) this.write({ ...change, expected: this.revision(change.path) });
    }
  },
  'makes the changes before the one that conflicts': class extends HonestStore {
    override async commit(changes: readonly StoreChange[]): Promise<void> {
      for (const change of changes) await super.commit([change]);
    }
  },
  'makes the changes that do not conflict': class extends HonestStore {
    override async commit(changes: readonly StoreChange[]): Promise<void> {
      for (const change of changes) if (this.revision(change.path) === change.expected) this.write(change);
      refuseConflicts(
        this,
        changes.map((change) => ({ ...change, expected: change.expected + 1 })),
      );
    }
  },
  'drops the last change of a commit': committing((changes) => (changes.length > 1 ? changes.slice(0, -1) : changes)),
  'drops changes after the fiftieth': committing((changes) => changes.slice(0, 50)),
  'cuts values at 8 KiB when there are many': committing((changes) =>
    changes.map((change) =>
      changes.length > 4 ? { ...change, value: change.value && change.value.subarray(0, 8_192) } : change,
    ),
  ),
  'checks first and writes later': class extends HonestStore {
    override async commit(changes: readonly StoreChange[]): Promise<void> {
      refuseConflicts(this, changes);
      await turn();
      for (const change of changes) this.write(change);
    }
  },
  'acknowledges first and writes later': class extends HonestStore {
    override async commit(changes: readonly StoreChange[]): Promise<void> {
      refuseConflicts(this, changes);
      void turn().then(() => super.commit(changes).catch(() => undefined));
    }
  },
  'refuses every commit while it makes another': class extends HonestStore {
    #busy = false;

    override async commit(changes: readonly StoreChange[]): Promise<void> {
      if (this.#busy) throw new VaultError('Conflict', 'Somebody else is writing.');
      this.#busy = true;
      await turn();
      await super.commit(changes).finally(() => {
        this.#busy = false;
      });
    }
  },
  'forgets the revision of a deleted path': class extends HonestStore {
    override async commit(changes: readonly StoreChange[]): Promise<void> {
      await super.commit(changes);
      for (const { path, value } of changes) if (value === null) this.bytes.delete(path);
    }
  },
  'lets a deleted path start again': changing((change, store) =>
    change.expected === 0 && store.bytes.get(change.path)?.value === null
      ? { ...change, expected: store.revision(change.path) }
      : change,
  ),
  'keeps the revision when it deletes': class extends HonestStore {
    override async commit(changes: readonly StoreChange[]): Promise<void> {
      await super.commit(changes);
      for (const change of changes) if (change.value === null) this.write({ ...change, expected: change.expected - 1 });
    }
  },
  'takes a value of no bytes for a deletion': changing((change) =>
    change.value?.length === 0 ? { ...change, value: null } : change,
  ),
  'throws an error without a code for a conflict': throwing(() => new Error('Conflict')),
  'throws another code for a conflict': throwing(() => new VaultError('StoreUnavailable', 'Try again.')),
};
