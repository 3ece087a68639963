import { type CallerOperations, type KeyStore, VaultError } from '@chatelaine/core';
import { failingStore, openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outcomeOf } from './support/refusal.ts';
import { barriersIn } from './support/sealed-records.ts';

const alice = { id: 'user:alice' };

/** What the vault should hold. */
interface Model {
  /** The description of each key, by key id. */
  readonly keys: Map<string, string>;
  readonly aliases: Map<string, string>;
  /** Ciphertexts with the plaintext of each. */
  readonly ciphertexts: (readonly [ciphertext: Uint8Array, plaintext: string])[];
}

/** One of the vaults that share a store. It dies without a word when it is killed, as a process does. */
class Member {
  readonly #records: MemoryKeyStore;
  #alive = { yes: true };
  #vault: Vault | undefined;
  #rotation: Promise<unknown> = Promise.resolve();

  constructor(records: MemoryKeyStore) {
    this.#records = records;
  }

  async vault(): Promise<Vault> {
    this.#vault ??= await openTestVault({ store: this.#store() });
    return this.#vault;
  }

  async kms(): Promise<CallerOperations> {
    return (await this.vault()).as(alice);
  }

  /** Begins a rotation and lets it run beside whatever comes. */
  async rotate(): Promise<void> {
    this.#rotation = outcomeOf((await this.vault()).administration.rotateBarrierKey());
  }

  async settle(): Promise<void> {
    await this.#rotation;
  }

  kill(): void {
    this.#alive.yes = false;
    this.#alive = { yes: true };
    this.#vault = undefined;
    this.#rotation = Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#vault?.close();
    this.kill();
  }

  #store(): KeyStore {
    const alive = this.#alive;
    const gone = { error: new VaultError('StoreUnavailable', 'The process is dead.') };
    return failingStore(this.#records.openAnother(), () => (alive.yes ? undefined : gone));
  }
}

interface Step {
  readonly what: 'create' | 'name' | 'move' | 'unname' | 'encrypt' | 'rotate' | 'reopen' | 'kill' | 'pause' | 'check';
  readonly member: number;
  readonly pick: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom<Step['what'][]>(
    ...(['create', 'create', 'name', 'move', 'unname', 'encrypt', 'encrypt'] as const),
    ...(['rotate', 'rotate', 'reopen', 'kill', 'pause', 'pause', 'check'] as const),
  ),
  member: fc.integer({ min: 0, max: 1 }),
  pick: fc.integer({ min: 0, max: 999 }),
});

const nth = <Value>(values: Iterable<Value>, pick: number): Value | undefined => {
  const all = [...values];
  return all[pick % Math.max(all.length, 1)];
};

/** Runs a change; one that the other vault was in the way of may end in Conflict and is tried again. */
async function done<Answer>(change: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await change();
    } catch (error) {
      if (!VaultError.is(error, 'Conflict')) throw error;
    }
  }
}

async function expectModel(kms: CallerOperations, { keys, aliases, ciphertexts }: Model): Promise<void> {
  const listed = (await kms.listKeys({ limit: 1_000 })).keys;
  expect(new Map(listed.map(({ keyId, description }) => [keyId as string, description]))).toEqual(keys);
  for (const [alias, keyId] of aliases) expect((await kms.describeKey({ keyId: alias })).keyId).toBe(keyId);
  expect(listed.flatMap((key) => key.aliases).toSorted()).toEqual([...aliases.keys()].toSorted());
  for (const [ciphertext, plaintext] of ciphertexts) {
    expect(Buffer.from((await kms.decryptData({ ciphertext })).plaintext).toString()).toBe(plaintext);
  }
}

async function take({ what, pick }: Step, member: Member, model: Model, name: string): Promise<void> {
  const { keys, aliases, ciphertexts } = model;
  const keyId = nth(keys.keys(), pick);
  const [alias] = nth(aliases, pick) ?? [];
  const kms = await member.kms();
  switch (what) {
    case 'create': {
      const made = await done(() => kms.createKey({ description: name, tags: { name } }));
      keys.set(made.keyId, name);
      return;
    }
    case 'name':
      if (keyId === undefined) return;
      await done(() => kms.createAlias({ alias: `alias/${name}`, keyId }));
      aliases.set(`alias/${name}`, keyId);
      return;
    case 'move':
      if (alias === undefined || keyId === undefined) return;
      await done(() => kms.associateAlias({ alias, keyId }));
      aliases.set(alias, keyId);
      return;
    case 'unname':
      if (alias === undefined) return;
      await done(() => kms.deleteAlias({ alias }));
      aliases.delete(alias);
      return;
    case 'encrypt': {
      if (keyId === undefined) return;
      const { ciphertext } = await kms.encryptData({ keyId, plaintext: Buffer.from(name) });
      ciphertexts.push([ciphertext, name]);
      return;
    }
    case 'rotate':
      return member.rotate();
    case 'reopen':
      return member.close();
    case 'kill':
      return member.kill();
    case 'pause':
      for (let turn = 0; turn < pick % 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return;
    case 'check':
      return expectModel(kms, model);
  }
}

test(
  'two vaults that change, rotate, close and are killed in any order hold what a simple model holds',
  { timeout: 240_000 },
  async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), async (steps) => {
      const records = new MemoryKeyStore();
      const members = [new Member(records), new Member(records)] as const;
      const model: Model = { keys: new Map(), aliases: new Map(), ciphertexts: [] };
      for (const [index, each] of steps.entries()) {
        await take(each, each.member === 0 ? members[0] : members[1], model, `step-${index}`);
      }
      for (const member of members) {
        await member.settle();
        await expectModel(await member.kms(), model);
      }
      await (await members[0].vault()).administration.rotateBarrierKey();
      expect(await barriersIn(records)).toHaveLength(1);
      for (const member of members) {
        await expectModel(await member.kms(), model);
        await (await member.vault()).administration.verifyStore();
        await member.close();
      }
    });
    await fc.assert(property, { numRuns: 40 });
  },
);
