import type { KeyId } from '../identifiers/key-id.ts';
import type { KeyOrigin } from '../keys/key-vocabulary.ts';
import type { SecretBytes } from '../secret-bytes.ts';
import type { Algorithm } from './algorithm.ts';

/**
 * Where new key material comes from. Material arrives in two steps, with any time, a restart or another process between
 * them: `begin` says what the caller needs, `finish` gives the material. The vault seals and stores what `begin` wants
 * to remember, gives it back to `finish`, and deletes it in the commit that stores the material.
 */
export interface MaterialSource {
  /** The origin of keys that it serves; one source an origin. */
  readonly origin: KeyOrigin;
  /** True if `finish` needs nothing from the caller: the vault then calls it at once, while it creates the key. */
  readonly immediate: boolean;

  /** Prepares for material of `context.algorithm`. `input` is what the caller gave, unchecked. */
  begin(context: MaterialContext, input: unknown): MaterialSession | Promise<MaterialSession>;

  /**
   * Gives the material, not necessarily in canonical form: the vault has the algorithm `parse` it.
   *
   * @param session What `begin` gave as `session`.
   * @param input What the caller gave, unchecked; `undefined` for an immediate source.
   * @throws VaultError one and the same code and message for all material that can't be unwrapped.
   */
  finish(context: MaterialContext, session: SecretBytes, input: unknown): SecretBytes | Promise<SecretBytes>;
}

/** For which key material is wanted. */
export interface MaterialContext {
  readonly keyId: KeyId;
  readonly algorithm: Algorithm;
  /** Milliseconds since 1970, by the vault's clock. */
  readonly now: number;
}

/** What `begin` gives. */
export interface MaterialSession {
  /** Goes to the caller: a wrapping public key, say. Plain data without secrets. */
  readonly forCaller: Readonly<Record<string, unknown>>;
  /** Up to 65,536 bytes that the vault keeps sealed for `finish`. Empty if there is nothing to remember. */
  readonly session: SecretBytes;
  /** Milliseconds since 1970; after it the vault refuses to finish. Absent: never. */
  readonly expiresAt?: number;
}
