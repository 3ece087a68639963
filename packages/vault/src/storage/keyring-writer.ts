import { VaultError } from '@chatelaine/core';
import type { Committer } from './committer.ts';
import type { CurrentKeyring } from './current-keyring.ts';
import type { Epoch } from './epoch.ts';
import { type Keyring, wipeKeyring } from './keyring.ts';

/** How often a change of the keyring is tried that conflicts with commits of other processes. */
const mostAttempts = 50;

/** A change of the keyring. */
export interface KeyringChange {
  readonly change: (keyring: Keyring) => Keyring;
  /** True if another process has done it. */
  readonly isDone: (keyring: Keyring) => boolean;
  readonly wrap: (keyring: Keyring) => Promise<Uint8Array>;
  /** Called when it is done, before any other change. */
  readonly whenDone?: () => Promise<void>;
}

/** Writes the keyring: one change after the other in this process, each on top of what the store has. */
export class KeyringWriter {
  readonly #current: CurrentKeyring;
  readonly #committer: Committer;
  readonly #epoch: Epoch;
  #last: Promise<unknown> = Promise.resolve();

  constructor(current: CurrentKeyring, committer: Committer, epoch: Epoch) {
    this.#current = current;
    this.#committer = committer;
    this.#epoch = epoch;
  }

  /** False if another process has done it. */
  write(change: KeyringChange): Promise<boolean> {
    const result = this.#last.then(() => this.#write(change));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #write({ change, isDone, wrap, whenDone }: KeyringChange): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      await this.#epoch.ensureFresh();
      if (isDone(this.#current.keyring)) return false;
      const { revision: previous } = this.#current;
      const keyring = change(this.#current.keyring);
      try {
        const wrapped = await wrap(keyring);
        // To wrap may take long: the commit goes on top of what is there now.
        await this.#epoch.ensureFresh();
        await this.#committer.replaceKeyring({ keyring, wrapped, previous });
      } catch (error) {
        wipeKeyring(keyring, this.#current.keyring);
        if (!VaultError.is(error, 'Conflict') || attempt === mostAttempts) throw error;
        continue;
      }
      await whenDone?.();
      return true;
    }
  }
}
