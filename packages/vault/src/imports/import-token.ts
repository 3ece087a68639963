import { type KeyId, VaultError } from '@chatelaine/core';
import type { MarkerSealer } from '../storage/marker-sealer.ts';

/** What a token says: the vault's own words, which callers can neither read nor change. */
export interface ImportToken {
  readonly keyId: KeyId;
  /** The name of the session's record under the key. */
  readonly session: string;
  readonly wrappingAlgorithm: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const owner = 'import-token';

/** Makes and reads import tokens. They tell what they are for, also when their session is gone. */
export class ImportTokens {
  readonly #sealer: MarkerSealer;

  constructor(sealer: MarkerSealer) {
    this.#sealer = sealer;
  }

  seal({ keyId, session, wrappingAlgorithm, expiresAt }: ImportToken): string {
    return this.#sealer.seal(owner, JSON.stringify({ format: 1, keyId, session, wrappingAlgorithm, expiresAt }));
  }

  /** `undefined` for text that is no token of this vault, to the last character. */
  open(text: string): ImportToken | undefined {
    if (Buffer.from(text, 'base64url').toString('base64url') !== text) return undefined;
    try {
      return JSON.parse(this.#sealer.open(owner, text)) as ImportToken;
    } catch {
      return undefined;
    }
  }
}

/**
 * The token, if it serves for this import as far as it tells by itself.
 *
 * @throws VaultError `ImportTokenInvalid`, `ImportTokenForAnotherKey`, `ImportTokenForAnotherAlgorithm`,
 * `ImportTokenExpired`.
 */
export function checkToken(
  token: ImportToken | undefined,
  keyId: KeyId,
  wrappingAlgorithm: string | undefined,
  now: number,
): ImportToken {
  if (token === undefined) {
    throw new VaultError(
      'ImportTokenInvalid',
      'The import token is none that this vault gave. Give it as getParametersForImport gave it.',
    );
  }
  if (token.keyId !== keyId) {
    throw new VaultError(
      'ImportTokenForAnotherKey',
      'The import token was given for another key. Give the token of this key, or name the key of this token.',
    );
  }
  if (wrappingAlgorithm !== undefined && wrappingAlgorithm !== token.wrappingAlgorithm) {
    throw new VaultError(
      'ImportTokenForAnotherAlgorithm',
      `The import token is for material that is wrapped with ${token.wrappingAlgorithm}.`,
    );
  }
  if (token.expiresAt <= now) {
    throw new VaultError(
      'ImportTokenExpired',
      'The import token has expired. Call getParametersForImport again and wrap the material under the new public key.',
    );
  }
  return token;
}

export function tokenUsed(): VaultError {
  return new VaultError(
    'ImportTokenUsed',
    'The import token has served, has failed five times, or was replaced by eight newer ones. ' +
      'Call getParametersForImport again and wrap the material under the new public key.',
  );
}
