import { type RootKey, VaultError } from '@chatelaine/core';
import { misbehaved } from './misbehaved.ts';
import { requireMethods } from './require-methods.ts';

const codes = ['RootKeyRejected', 'RootKeyUnavailable', 'RootKeyExposed'] as const;
const longestWrapped = 131_072;

/** Holds a root key to what it promised, and gives every failure one of the codes of the contract. */
export class GuardedRootKey implements RootKey {
  readonly description: string;
  readonly #rootKey: RootKey;

  constructor(rootKey: RootKey) {
    requireMethods('The root key', rootKey, ['wrap', 'unwrap']);
    this.#rootKey = rootKey;
    if (typeof rootKey.description !== 'string') throw misbehaved('The root key', 'has no description');
    this.description = rootKey.description;
  }

  async wrap(secret: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array> {
    const wrapped = await answered(() => this.#rootKey.wrap(secret, associatedData));
    if (!(wrapped instanceof Uint8Array) || wrapped.length <= secret.length || wrapped.length > longestWrapped) {
      throw misbehaved('The root key', 'wrapped nothing');
    }
    return wrapped;
  }

  async unwrap(wrapped: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array> {
    const secret = await answered(() => this.#rootKey.unwrap(wrapped, associatedData));
    if (!(secret instanceof Uint8Array)) throw misbehaved('The root key', 'unwrapped nothing');
    return secret;
  }

  async close(): Promise<void> {
    await this.#rootKey.close?.();
  }
}

async function answered(ask: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await ask();
  } catch (error) {
    if (codes.some((code) => VaultError.is(error, code))) throw error;
    throw new VaultError('RootKeyUnavailable', 'The root key failed. Check that it can be reached.', { cause: error });
  }
}
