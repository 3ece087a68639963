import type { KeyState } from '@chatelaine/core';

const day = 86_400_000;

/** What the model knows of a key. */
export interface ModelKey {
  readonly keyId: string;
  state: KeyState;
  description: string;
  deletionAt: number;
  readonly aliases: Set<string>;
  readonly tags: Map<string, string>;
  versions: number;
  minimum: number;
  rotation: { interval: number; nextAt: number } | undefined;
  readonly grants: Set<string>;
}

/** A ciphertext and the version that it was made with. */
export interface ModelCiphertext {
  readonly key: ModelKey;
  readonly version: number;
  readonly ciphertext: Uint8Array;
}

type Outcome = string;

/**
 * The life of keys in the simplest words: written from the documentation, on nothing of the vault. Each method says what
 * the vault must answer, and does to the model what the vault must have done if that is `success`.
 */
export class LifecycleModel {
  readonly keys: ModelKey[] = [];
  readonly ciphertexts: ModelCiphertext[] = [];
  bobIsDenied = false;
  now = 0;

  isThere(key: ModelKey): boolean {
    return this.now < key.deletionAt;
  }

  owner(alias: string): ModelKey | undefined {
    return this.keys.find((key) => this.isThere(key) && key.aliases.has(alias));
  }

  enable(key: ModelKey): Outcome {
    if (!this.isThere(key)) return 'NotFound';
    if (key.state === 'ENABLED') return 'KeyNotDisabled';
    if (key.state === 'PENDING_DELETION') return 'KeyPendingDeletion';
    key.state = 'ENABLED';
    return 'success';
  }

  disable(key: ModelKey): Outcome {
    if (!this.isThere(key)) return 'NotFound';
    if (key.state !== 'ENABLED') return 'KeyNotEnabled';
    key.state = 'DISABLED';
    return 'success';
  }

  scheduleDeletion(key: ModelKey, days: number): Outcome {
    if (!this.isThere(key)) return 'NotFound';
    if (key.state === 'PENDING_DELETION') return 'DeletionAlreadyScheduled';
    key.state = 'PENDING_DELETION';
    key.deletionAt = this.now + days * day;
    return 'success';
  }

  cancelDeletion(key: ModelKey): Outcome {
    if (!this.isThere(key)) return 'NotFound';
    if (key.state !== 'PENDING_DELETION') return 'DeletionNotScheduled';
    key.state = 'DISABLED';
    key.deletionAt = Infinity;
    return 'success';
  }

  /** Of changes of what a key is called and what is said about it. */
  change(key: ModelKey, apply: () => void): Outcome {
    if (!this.isThere(key)) return 'NotFound';
    if (key.state === 'PENDING_DELETION') return 'KeyPendingDeletion';
    apply();
    return 'success';
  }

  createAlias(alias: string, key: ModelKey): Outcome {
    if (!this.isThere(key)) return 'NotFound';
    if (this.owner(alias) !== undefined) return 'AliasExists';
    return this.change(key, () => key.aliases.add(alias));
  }

  associateAlias(alias: string, key: ModelKey): Outcome {
    const owner = this.owner(alias);
    if (owner === undefined || !this.isThere(key)) return 'NotFound';
    return this.change(key, () => {
      owner.aliases.delete(alias);
      key.aliases.add(alias);
    });
  }

  deleteAlias(alias: string): Outcome {
    const owner = this.owner(alias);
    if (owner === undefined) return 'NotFound';
    owner.aliases.delete(alias);
    return 'success';
  }

  /** What a use of the key answers. */
  use(key: ModelKey | undefined, missing: string = 'NotFound'): Outcome {
    if (key === undefined || !this.isThere(key)) return missing;
    if (key.state === 'DISABLED') return 'KeyDisabled';
    if (key.state === 'PENDING_DELETION') return 'KeyPendingDeletion';
    return 'success';
  }

  decrypt({ key, version }: ModelCiphertext): Outcome {
    const outcome = this.use(key, 'DecryptFailed');
    if (outcome !== 'success') return outcome;
    return version < key.minimum ? 'KeyVersionBelowMinimum' : 'success';
  }

  reEncrypt({ key }: ModelCiphertext, destination: ModelKey): Outcome {
    if (!this.isThere(key)) return 'DecryptFailed';
    if (!this.isThere(destination)) return 'NotFound';
    const from = this.use(key);
    return from === 'success' ? this.use(destination) : from;
  }

  rotate(key: ModelKey): Outcome {
    const outcome = this.use(key);
    if (outcome === 'success') key.versions += 1;
    return outcome;
  }

  enableRotation(key: ModelKey, interval: number): Outcome {
    const outcome = this.use(key);
    if (outcome !== 'success') return outcome;
    if (key.rotation !== undefined) return 'RotationAlreadyEnabled';
    key.rotation = { interval, nextAt: this.now + interval * day };
    return 'success';
  }

  updateRotation(key: ModelKey, interval: number): Outcome {
    const outcome = this.use(key);
    if (outcome !== 'success') return outcome;
    if (key.rotation === undefined) return 'RotationNotEnabled';
    key.rotation = { interval, nextAt: this.now + interval * day };
    return 'success';
  }

  disableRotation(key: ModelKey): Outcome {
    const outcome = this.use(key);
    if (outcome !== 'success') return outcome;
    if (key.rotation === undefined) return 'RotationNotEnabled';
    key.rotation = undefined;
    return 'success';
  }

  /** Bob has no rule: what he may, he may by a grant. */
  useByBob(key: ModelKey): Outcome {
    if (this.bobIsDenied || !this.isThere(key) || key.grants.size === 0) return 'AccessDenied';
    return this.use(key);
  }

  /** He needs no rule for what is his, and learns nothing of what is not. */
  retireByBob(key: ModelKey, grantId: string): Outcome {
    if (this.bobIsDenied || !this.isThere(key)) return 'AccessDenied';
    return key.grants.delete(grantId) ? 'success' : 'AccessDenied';
  }

  revoke(key: ModelKey, grantId: string): Outcome {
    if (!this.isThere(key)) return 'NotFound';
    return key.grants.delete(grantId) ? 'success' : 'GrantNotFound';
  }

  /** What scheduled work does: each key that is due rotates once, however often that was missed. */
  runDueJobs(): void {
    for (const key of this.keys) {
      if (!this.isThere(key) || key.state !== 'ENABLED' || key.rotation === undefined) continue;
      const { interval, nextAt } = key.rotation;
      if (nextAt > this.now) continue;
      key.versions += 1;
      const inStep = nextAt + interval * day;
      key.rotation.nextAt = inStep > this.now ? inStep : this.now + interval * day;
    }
  }
}
