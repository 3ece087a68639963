/** Where the result of a command goes. */
export interface Sink {
  write(chunk: Uint8Array): Promise<void>;
  /** Everything was written and is valid: let it be seen. */
  commit(): Promise<void>;
  /** Lets go; what was not committed disappears. Always called at the end. */
  discard(): Promise<void>;
}
