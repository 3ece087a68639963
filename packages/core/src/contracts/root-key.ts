/**
 * The root of the key hierarchy: wraps the keyring, the one secret that everything in a store is sealed under. It is
 * asked once when a vault opens, and when the keyring changes; never while a key is used.
 */
export interface RootKey {
  /** For people and logs, such as `key file ./root.key`. Never a secret. */
  readonly description: string;

  /**
   * Encrypts and authenticates `secret` (up to 65,536 bytes) together with `associatedData`. What it returns holds
   * all that `unwrap` needs but the root key: salts, parameters, a key's label.
   *
   * @throws VaultError `RootKeyUnavailable` if the root key can't be reached.
   */
  wrap(secret: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array>;

  /**
   * Opens what `wrap` returned. `wrapped` comes from an untrusted store: parameters in it are checked against limits
   * before they cost time or memory.
   *
   * @throws VaultError `RootKeyRejected` if it is not authentic or made by another root key: one error for both.
   */
  unwrap(wrapped: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array>;

  /** Lets go of the root key. */
  close?(): void | Promise<void>;
}
