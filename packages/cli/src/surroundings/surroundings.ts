import type { Readable, Writable } from 'node:stream';

/** A stream of the process that may be a terminal. */
export type MaybeTerminal<Stream> = Stream & { readonly isTTY?: boolean; readonly columns?: number };

/** Asks a person for a secret and shows nothing of the answer. Rejects with an `Interruption` on Ctrl-C. */
export type AskSecret = (question: string) => Promise<string>;

/** All that the command knows of the process that it runs in, so that a test can be one. */
export interface Surroundings {
  readonly standardInput: MaybeTerminal<Readable>;
  readonly standardOutput: MaybeTerminal<Writable>;
  readonly standardError: MaybeTerminal<Writable>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What relative paths in arguments are relative to. */
  readonly workingDirectory: string;
  /** Where decrypted data waits until it is verified. */
  readonly temporaryDirectory: string;
  /** Aborts with an `Interruption` as its reason. */
  readonly interruption: AbortSignal;
  /** Absent where there is nobody to ask: no terminal. */
  readonly askSecret?: AskSecret;
}
