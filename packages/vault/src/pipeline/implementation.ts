import type { Decision, KeyView, RequestFacts, VaultError } from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { Services } from '../services.ts';
import type { Call } from './call.ts';

/** One question to the policy. */
export interface Question {
  readonly action: string;
  /** Absent: the operation names no key. */
  readonly key: KeyView | undefined;
  /** How the key was named: an id, or an alias in the form `alias/…`. */
  readonly asked: string | undefined;
  /** The encryption context that goes with this key; absent: the one of the request. */
  readonly encryptionContext?: EncodedContext | undefined;
  /** What else policies may read of the request. */
  readonly facts?: RequestFacts | undefined;
  /** The key whose grants may allow it; absent: none do. */
  readonly entry?: KeyEntry | undefined;
  /** What holds where neither a rule nor a grant speaks; absent: a denial. */
  readonly otherwise?: Decision | undefined;
}

/** What an operation acts on, resolved once: it is decided on these snapshots and runs on them. */
export interface Resolved {
  /** All must be allowed. */
  readonly question: Question;
  readonly more?: readonly Question[];
  /** Changes by which the caller must not gain rights. */
  readonly changes?: readonly { readonly before: KeyView; readonly after: KeyView }[];
  /** The key that is used. */
  readonly entry?: KeyEntry;
  /** The second key, for an operation that takes something from one key to another, and how the caller named it. */
  readonly destination?: { readonly asked: string; readonly entry: KeyEntry | undefined };
  /** What a caller who is allowed is told if there is nothing to act on. */
  readonly missing?: VaultError;
  /** Lets go of what was opened to resolve; called if the operation is not run, or fails. */
  readonly abandon?: () => void;
}

/** The function of one operation, in two steps with the decision between them. */
export interface Implementation {
  /**
   * @param before What was resolved the first time, if the operation has waited since and is resolved again. Streams go
   * on where they are.
   */
  resolve(call: Call, services: Services, before?: Resolved): Resolved | Promise<Resolved>;
  run(call: Call, resolved: Resolved, services: Services): object | Promise<object>;
}

/** An implementation with the types of its own request and of what it resolves. */
export interface TypedImplementation<Request, Response extends object, What extends Resolved = Resolved> {
  resolve(call: Call<Request>, services: Services, before?: What): What | Promise<What>;
  run(call: Call<Request>, resolved: What, services: Services): Response | Promise<Response>;
}

/**
 * Declares an implementation. The one place where its types are dropped: the validator vouches for `Request`, and
 * `run` gets what `resolve` gave.
 */
export function implement<Request, Response extends object, What extends Resolved = Resolved>(
  implementation: TypedImplementation<Request, Response, What>,
): Implementation {
  return implementation as unknown as Implementation;
}
