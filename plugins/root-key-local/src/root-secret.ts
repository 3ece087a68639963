/** Where a root key comes from: random bytes that are at hand, or a passphrase that each salt makes another key of. */
export interface RootSecret {
  /** The second byte of all that is wrapped under it. */
  readonly method: number;

  /** How many bytes of parameters stand between the method and the salt. */
  readonly parameterLength: number;

  /** The parameters of something that is wrapped now. */
  newParameters(): Uint8Array;

  /**
   * The root key of 32 bytes. The caller overwrites it.
   *
   * @throws VaultError `RootKeyRejected` for parameters that were never written or would cost too much, before they
   * cost anything.
   */
  rootKey(parameters: Uint8Array, salt: Uint8Array): Promise<Uint8Array>;

  /** Overwrites the secret. */
  dispose(): void;
}
