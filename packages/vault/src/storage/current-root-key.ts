import { type RootKey, VaultError } from '@chatelaine/core';

/**
 * The root key of the moment. Another one may take its place; as long as it is not certain whether it has, either opens the keyring, and
 * the one that does is the root key from then on.
 */
export class CurrentRootKey implements RootKey {
  #current: RootKey;
  #next: RootKey | undefined;
  /** What asks the root key, one after the other, so that none is let go of while it is asked. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(rootKey: RootKey) {
    this.#current = rootKey;
  }

  get description(): string {
    return this.#current.description;
  }

  wrap(secret: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array> {
    return this.#inTurn(() => this.#current.wrap(secret, associatedData));
  }

  unwrap(wrapped: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      try {
        return await this.#current.unwrap(wrapped, associatedData);
      } catch (error) {
        if (this.#next === undefined || !VaultError.is(error, 'RootKeyRejected')) throw error;
        const secret = await this.#next.unwrap(wrapped, associatedData);
        await this.#promote();
        return secret;
      }
    });
  }

  /** True if the root key of the moment opens this, whatever may take its place. */
  opens(wrapped: Uint8Array, associatedData: Uint8Array): Promise<boolean> {
    return this.#inTurn(async () => {
      try {
        (await this.#current.unwrap(wrapped, associatedData)).fill(0);
        return true;
      } catch (error) {
        if (VaultError.is(error, 'RootKeyRejected')) return false;
        throw error;
      }
    });
  }

  /** `next` may take its place from now on. */
  expect(next: RootKey): Promise<void> {
    return this.#inTurn(async () => {
      await this.#next?.close?.();
      this.#next = next;
    });
  }

  /** `next` has taken its place. */
  confirm(next: RootKey): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#next === next) await this.#promote();
    });
  }

  /** `next` will not take its place. */
  dismiss(next: RootKey): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#next !== next) return;
      this.#next = undefined;
      await next.close?.();
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#next?.close?.();
      await this.#current.close?.();
    });
  }

  async #promote(): Promise<void> {
    const before = this.#current;
    this.#current = this.#next ?? before;
    this.#next = undefined;
    // The other one has its place, whether or not this one can be let go of.
    await Promise.resolve(before.close?.()).catch(() => undefined);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
