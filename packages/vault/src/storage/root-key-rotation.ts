import { type RootKey, type RootKeySelection, VaultError } from '@chatelaine/core';
import { misbehaved } from '../guards/misbehaved.ts';
import type { CurrentKeyring } from './current-keyring.ts';
import type { CurrentRootKey } from './current-root-key.ts';
import { type Keyring, withNextGeneration } from './keyring.ts';
import type { KeyringWriter } from './keyring-writer.ts';
import { keyringData, unwrapsTo, wrapKeyring } from './open-keyring.ts';

/** What a rotation of the root key works with. */
export interface RootKeyRotationParts {
  readonly rootKey: CurrentRootKey;
  readonly keyring: CurrentKeyring;
  readonly writer: KeyringWriter;
  /** Opens a root key that nothing is wrapped under yet. */
  readonly open: (selection: RootKeySelection) => Promise<RootKey>;
}

/**
 * Wraps the keyring under another root key, in one commit: before it the old one opens the vault, after it the new one. Nothing else is
 * sealed again.
 */
export class RootKeyRotation {
  readonly #parts: RootKeyRotationParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: RootKeyRotationParts) {
    this.#parts = parts;
  }

  /**
   * Gives the description of the new root key.
   *
   * @throws VaultError `RootKeyUnchanged`, the codes of plugins and of the store: the old root key stays. After `OutcomeUnknown` this
   * process finds out by itself which one it is.
   */
  rotate(selection: RootKeySelection): Promise<string> {
    // One after the other: a rotation lets go of the root key that is no longer expected, and another one would still wrap under it.
    const result = this.#last.then(() => this.#rotate(selection));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #rotate(selection: RootKeySelection): Promise<string> {
    const { rootKey, keyring, writer, open } = this.#parts;
    // Settles what an earlier rotation may have left uncertain.
    await keyring.follow(() => false);
    const next = await open(selection);
    await rootKey.expect(next);
    try {
      await writer.write({
        change: withNextGeneration,
        isDone: () => false,
        wrap: (changed) => this.#wrap(changed, next),
        whenDone: () => rootKey.confirm(next),
      });
    } catch (error) {
      if (!VaultError.is(error, 'OutcomeUnknown')) await rootKey.dismiss(next);
      throw error;
    }
    return next.description;
  }

  async #wrap(keyring: Keyring, next: RootKey): Promise<Uint8Array> {
    const wrapped = await wrapKeyring(keyring, next);
    // Otherwise nobody could ever open the vault again.
    if (!(await unwrapsTo(keyring, wrapped, next)))
      throw misbehaved('The new root key', 'does not open what it wrapped');
    if (await this.#parts.rootKey.opens(wrapped, keyringData)) {
      throw new VaultError(
        'RootKeyUnchanged',
        'The new root key is the one that the vault has already. Give another key file, passphrase or variable.',
      );
    }
    return wrapped;
  }
}
