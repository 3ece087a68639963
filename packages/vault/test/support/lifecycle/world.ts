import type { CallerOperations, GrantableOperation, KeyMetadata } from '@chatelaine/core';
import type { Vault } from '@chatelaine/vault';
import { expect } from 'vitest';
import type { ManualClock } from '../manual-clock.ts';
import { outcomeOf } from '../refusal.ts';
import { LifecycleModel, type ModelCiphertext, type ModelKey } from './model.ts';

const day = 86_400_000;
const plaintext = new Uint8Array(Buffer.from('a secret'));
const toUse: readonly GrantableOperation[] = ['encryptData'];
const aliases: readonly string[] = ['alias/a', 'alias/b', 'alias/c'];
const tagNames = ['env', 'team'];
const mostKeys = 4;

/** Where the vaults of one run lie: each crash opens another one over the same records. */
export interface Place {
  readonly clock: ManualClock;
  /** Opens a vault; `isDenied` tells whether a rule denies bob everything. */
  open(isBobDenied: () => boolean): Promise<Vault>;
  /** Leaves a vault as a crash would, or as near to it as the store lets one come. */
  crash(vault: Vault): Promise<void>;
}

/** A vault beside its model: every command is given to both, and both must answer the same. */
export class World {
  readonly #place: Place;
  readonly #model: LifecycleModel;
  #vault: Vault;
  #grants: { readonly key: ModelKey; readonly grantId: string }[] = [];

  private constructor(place: Place, model: LifecycleModel, vault: Vault) {
    this.#place = place;
    this.#model = model;
    this.#vault = vault;
  }

  static async begin(place: Place): Promise<World> {
    const model = new LifecycleModel();
    model.now = place.clock.now();
    return new World(place, model, await place.open(() => model.bobIsDenied));
  }

  get #kms(): CallerOperations {
    return this.#vault.as({ id: 'user:alice' });
  }

  get #bob(): CallerOperations {
    return this.#vault.as({ id: 'user:bob' });
  }

  #key(index: number): ModelKey | undefined {
    return this.#model.keys.at(index % Math.max(1, this.#model.keys.length));
  }

  #alias(index: number): string {
    return aliases[index % aliases.length] ?? '';
  }

  async create(alias: number): Promise<void> {
    if (this.#model.keys.length >= mostKeys) return;
    const name = this.#alias(alias);
    const isFree = this.#model.owner(name) === undefined;
    const { keyId } = await this.#kms.createKey(isFree ? { alias: name } : {});
    this.#model.keys.push({
      keyId,
      state: 'ENABLED',
      description: '',
      deletionAt: Infinity,
      aliases: new Set(isFree ? [name] : []),
      tags: new Map(),
      versions: 1,
      minimum: 1,
      rotation: undefined,
      grants: new Set(),
    });
  }

  /** A command on one key that answers nothing more than whether it was done. */
  async #on(
    index: number,
    expected: (key: ModelKey) => string,
    call: (kms: CallerOperations, keyId: string) => Promise<unknown>,
  ): Promise<void> {
    const key = this.#key(index);
    if (key === undefined) return;
    const outcome = await outcomeOf(call(this.#kms, key.keyId));
    expect(outcome).toBe(expected(key));
  }

  enable = (index: number): Promise<void> =>
    this.#on(
      index,
      (key) => this.#model.enable(key),
      (kms, keyId) => kms.enableKey({ keyId }),
    );

  disable = (index: number): Promise<void> =>
    this.#on(
      index,
      (key) => this.#model.disable(key),
      (kms, keyId) => kms.disableKey({ keyId }),
    );

  scheduleDeletion = (index: number, days: number): Promise<void> =>
    this.#on(
      index,
      (key) => this.#model.scheduleDeletion(key, 7 + days),
      (kms, keyId) => kms.scheduleKeyDeletion({ keyId, pendingDays: 7 + days }),
    );

  cancelDeletion = (index: number): Promise<void> =>
    this.#on(
      index,
      (key) => this.#model.cancelDeletion(key),
      (kms, keyId) => kms.cancelKeyDeletion({ keyId }),
    );

  describe = (index: number, number: number): Promise<void> => {
    const description = `description ${number}`;
    return this.#on(
      index,
      (key) => this.#model.change(key, () => (key.description = description)),
      (kms, keyId) => kms.updateKeyDescription({ keyId, description }),
    );
  };

  createAlias = (index: number, alias: number): Promise<void> => {
    const name = this.#alias(alias);
    return this.#on(
      index,
      (key) => this.#model.createAlias(name, key),
      (kms, keyId) => kms.createAlias({ alias: name, keyId }),
    );
  };

  associateAlias = (index: number, alias: number): Promise<void> => {
    const name = this.#alias(alias);
    return this.#on(
      index,
      (key) => this.#model.associateAlias(name, key),
      (kms, keyId) => kms.associateAlias({ alias: name, keyId }),
    );
  };

  async deleteAlias(alias: number): Promise<void> {
    const name = this.#alias(alias);
    const outcome = await outcomeOf(this.#kms.deleteAlias({ alias: name }));
    expect(outcome).toBe(this.#model.deleteAlias(name));
  }

  tag = (index: number, name: number, value: number): Promise<void> => {
    const tag = tagNames[name % tagNames.length] ?? '';
    return this.#on(
      index,
      (key) => this.#model.change(key, () => key.tags.set(tag, `${value}`)),
      (kms, keyId) => kms.tagKey({ keyId, tags: { [tag]: `${value}` } }),
    );
  };

  untag = (index: number, name: number): Promise<void> => {
    const tag = tagNames[name % tagNames.length] ?? '';
    return this.#on(
      index,
      (key) => this.#model.change(key, () => key.tags.delete(tag)),
      (kms, keyId) => kms.untagKey({ keyId, tagKeys: [tag] }),
    );
  };

  rotate = (index: number): Promise<void> =>
    this.#on(
      index,
      (key) => this.#model.rotate(key),
      (kms, keyId) => kms.rotateKey({ keyId }),
    );

  enableRotation = (index: number, days: number): Promise<void> =>
    this.#on(
      index,
      (key) => this.#model.enableRotation(key, 30 + days),
      (kms, keyId) => kms.enableKeyRotation({ keyId, rotationInterval: 30 + days }),
    );

  updateRotation = (index: number, days: number): Promise<void> =>
    this.#on(
      index,
      (key) => this.#model.updateRotation(key, 30 + days),
      (kms, keyId) => kms.updateKeyRotationInterval({ keyId, rotationInterval: 30 + days }),
    );

  disableRotation = (index: number): Promise<void> =>
    this.#on(
      index,
      (key) => this.#model.disableRotation(key),
      (kms, keyId) => kms.disableKeyRotation({ keyId }),
    );

  async raiseMinimum(index: number, version: number): Promise<void> {
    const key = this.#key(index);
    if (key === undefined) return;
    const minimum = 1 + (version % key.versions);
    const change = this.#kms.updateKeyMinimumVersion({ keyId: key.keyId, minimumVersion: `0.${minimum}` });
    expect(await outcomeOf(change)).toBe(this.#model.change(key, () => (key.minimum = minimum)));
  }

  /** By an alias if the key has one that is asked for, else by the id. */
  async encrypt(index: number, alias: number): Promise<void> {
    const name = this.#alias(alias);
    const key = this.#model.owner(name) ?? this.#key(index);
    if (key === undefined) return;
    const keyId = key.aliases.has(name) ? name : key.keyId;
    const answer = this.#kms.encryptData({ keyId, plaintext });
    expect(await outcomeOf(answer)).toBe(this.#model.use(key));
    if (this.#model.use(key) !== 'success') return;
    const made = await answer;
    expect(made.keyId).toBe(key.keyId);
    this.#model.ciphertexts.push({ key, version: key.versions, ciphertext: made.ciphertext });
  }

  async decrypt(index: number): Promise<void> {
    const made = this.#ciphertext(index);
    if (made === undefined) return;
    const answer = this.#kms.decryptData({ ciphertext: made.ciphertext });
    expect(await outcomeOf(answer)).toBe(this.#model.decrypt(made));
    if (this.#model.decrypt(made) === 'success') expect((await answer).plaintext).toEqual(plaintext);
  }

  async reEncrypt(index: number, destination: number): Promise<void> {
    const made = this.#ciphertext(index);
    const key = this.#key(destination);
    if (made === undefined || key === undefined) return;
    const answer = this.#kms.reEncrypt({ ciphertext: made.ciphertext, destinationKeyId: key.keyId });
    const expected = this.#model.reEncrypt(made, key);
    expect(await outcomeOf(answer)).toBe(expected);
    if (expected !== 'success') return;
    const { ciphertext, keyId } = await answer;
    expect(keyId).toBe(key.keyId);
    this.#model.ciphertexts.push({ key, version: key.versions, ciphertext });
  }

  #ciphertext(index: number): ModelCiphertext | undefined {
    return this.#model.ciphertexts.at(index % Math.max(1, this.#model.ciphertexts.length));
  }

  async grant(index: number): Promise<void> {
    const key = this.#key(index);
    if (key === undefined) return;
    const answer = this.#kms.createGrant({ keyId: key.keyId, grantee: 'user:bob', operations: toUse });
    expect(await outcomeOf(answer)).toBe(this.#model.use(key));
    if (this.#model.use(key) !== 'success') return;
    const { grantId } = await answer;
    key.grants.add(grantId);
    this.#grants.push({ key, grantId });
  }

  async revoke(index: number): Promise<void> {
    const grant = this.#grants.at(index % Math.max(1, this.#grants.length));
    if (grant === undefined) return;
    const { grantId, key } = grant;
    const outcome = await outcomeOf(this.#kms.revokeGrant({ keyId: key.keyId, grantId }));
    expect(outcome).toBe(this.#model.revoke(key, grantId));
  }

  /** Bob gives back what he was granted. */
  async retire(index: number): Promise<void> {
    const grant = this.#grants.at(index % Math.max(1, this.#grants.length));
    if (grant === undefined) return;
    const { grantId, key } = grant;
    const outcome = await outcomeOf(this.#bob.retireGrant({ keyId: key.keyId, grantId }));
    expect(outcome).toBe(this.#model.retireByBob(key, grantId));
  }

  async useByBob(index: number): Promise<void> {
    const key = this.#key(index);
    if (key === undefined) return;
    const outcome = await outcomeOf(this.#bob.encryptData({ keyId: key.keyId, plaintext }));
    expect(outcome).toBe(this.#model.useByBob(key));
  }

  denyBob(isDenied: boolean): Promise<void> {
    this.#model.bobIsDenied = isDenied;
    return Promise.resolve();
  }

  async letTimePass(days: number): Promise<void> {
    this.#place.clock.advance(days * day);
    this.#model.now = this.#place.clock.now();
    await this.#vault.administration.runDueJobs();
    this.#model.runDueJobs();
  }

  async crash(days: number): Promise<void> {
    await this.#place.crash(this.#vault);
    this.#place.clock.advance(days * day);
    this.#model.now = this.#place.clock.now();
    this.#vault = await this.#place.open(() => this.#model.bobIsDenied);
  }

  /** All that can be seen of all keys. */
  async compare(): Promise<void> {
    const there = this.#model.keys.filter((key) => this.#model.isThere(key));
    const { keys } = await this.#kms.listKeys({ limit: 100 });
    const byId = (one: { readonly keyId: string }, other: { readonly keyId: string }): number =>
      one.keyId < other.keyId ? -1 : 1;
    expect(keys.map((each) => seen(each))).toEqual(there.toSorted(byId).map((key) => wanted(key)));
    for (const key of this.#model.keys) {
      const answer = outcomeOf(this.#kms.describeKey({ keyId: key.keyId }));
      expect(await answer).toBe(this.#model.isThere(key) ? 'success' : 'NotFound');
      if (!this.#model.isThere(key)) continue;
      const { grants } = await this.#kms.listGrants({ keyId: key.keyId, limit: 100 });
      expect(new Set(grants.map(({ grantId }) => grantId))).toEqual(key.grants);
    }
    for (const alias of aliases) {
      const owner = this.#model.owner(alias);
      const found = await this.#kms.describeKey({ keyId: alias }).catch(() => undefined);
      expect(found?.keyId).toBe(owner?.keyId);
    }
    for (const name of tagNames) {
      const values = ['0', '1', '2'];
      const { keys: found } = await this.#kms.findKeysByTags({ tags: { [name]: values } });
      const tagged = there.filter((key) => key.tags.has(name)).map(({ keyId }) => keyId);
      expect(new Set(found.map(({ keyId }) => keyId))).toEqual(new Set(tagged));
    }
    for (let index = 0; index < this.#model.ciphertexts.length; index += 1) await this.decrypt(index);
    await this.#vault.administration.verifyStore();
  }

  async end(): Promise<void> {
    await this.#vault.close();
  }
}

function seen({ aliases: names, currentVersion, description, keyId, rotation, state, tags }: KeyMetadata): object {
  const { enabled, nextRotationDate, rotationInterval } = rotation;
  return {
    keyId,
    state,
    description,
    aliases: names,
    tags: { ...tags },
    currentVersion,
    rotation: enabled ? { interval: rotationInterval, nextAt: nextRotationDate } : undefined,
  };
}

function wanted({ aliases: names, description, keyId, rotation, state, tags, versions }: ModelKey): object {
  return {
    keyId,
    state,
    description,
    aliases: [...names].toSorted(),
    tags: Object.fromEntries([...tags].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    currentVersion: `0.${versions}`,
    rotation: rotation && { interval: rotation.interval, nextAt: new Date(rotation.nextAt).toISOString() },
  };
}
