import type { KeyId } from '../identifiers/key-id.ts';
import type { KeyOrigin } from '../keys/key-vocabulary.ts';
import type { SecretBytes } from '../secret-bytes.ts';
import type { Algorithm } from './algorithm.ts';

/**
 * Where new key material comes from. Material arrives in two steps, with any time, a restart or another process between
 * them: `begin` says what the caller needs, `finish` gives the material. The vault seals and stores what `begin` wants
 * to remember, gives it back to `finish`, and deletes it in the commit that stores the material. A source is frozen.
 */
export interface MaterialSource {
  /** The origin of keys that it serves; one source an origin. */
  readonly origin: KeyOrigin;
  /** True if `finish` needs nothing from the caller: the vault then calls it at once, while it creates the key. */
  readonly immediate: boolean;

  /**
   * Prepares for material of `context.algorithm`. A source that is not immediate may work in the pool of threads.
   *
   * @param input `{ wrappingAlgorithm, wrappingKeySpec? }` as the caller gave them, unchecked; `undefined` for an immediate source.
   * @throws VaultError `UnsupportedWrapping` for what it does not offer.
   */
  begin(context: MaterialContext, input: unknown): MaterialSession | Promise<MaterialSession>;

  /**
   * Gives the material, not necessarily in canonical form: the vault has the algorithm `parse` it.
   *
   * The vault counts every call that fails and ends the session after five, and callers hear one and the same error for
   * all material that can't be unwrapped, is refused by `parse`, or is not what the key had before. It may call again
   * with the same session and input: nothing of either must be changed or kept.
   *
   * @param session What `begin` gave as `session`, or a copy of it from the store.
   * @param input `{ encryptedKeyMaterial, encryptedPrivateKey? }`, as the caller gave them, unchecked; `undefined` for an
   * immediate source.
   * @throws VaultError `ImportFailed` with one and the same message for all material that can't be unwrapped;
   * `InvalidArgument` for an input of another form, before anything of it is unwrapped.
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
  /** Goes to the caller; empty for an immediate source. */
  readonly forCaller: WrappingParameters | Readonly<Record<string, never>>;
  /** Up to 65,536 bytes that the vault keeps sealed for `finish`. Empty if there is nothing to remember. */
  readonly session: SecretBytes;
  /** Milliseconds since 1970; from then on the vault refuses to finish. Absent, or later than that: 24 hours from now. */
  readonly expiresAt?: number;
}

/** How a caller must wrap material. */
export interface WrappingParameters {
  /** DER of a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), of a key that was made for this session alone. */
  readonly publicKey: Uint8Array;
  /** As the caller asked. */
  readonly wrappingAlgorithm: string;
  /** As the caller asked, or what the source chose. */
  readonly wrappingKeySpec: string;
  /** One sentence for people, about a choice that is allowed and not good. */
  readonly warning?: string;
}
