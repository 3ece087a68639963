import type { KeyView } from '../keys/key-view.ts';
import type { Action } from '../operations/actions.ts';
import type { PolicyDocument } from '../operations/administration-operations.ts';
import type { Principal, RequestContext } from '../principal.ts';

/**
 * Turns policy documents into decisions. The vault asks it on snapshots that the operation then uses, and takes a
 * throw, a promise that takes more than 5 seconds, or an answer of another shape as a denial of kind `error`.
 */
export interface Authorizer {
  /**
   * The policy that it brings itself, from files say. Such an authorizer is per process and does not follow the vault:
   * `activatePolicy` is refused. Absent: it compiles the bundle that is active in the vault; that never changes while it is open.
   *
   * The vault looks here for each operation and decides all of it by the policy that it finds: an authorizer puts another object
   * here, whole, when what it reads has changed.
   */
  readonly policy?: Policy;

  /** How things stand with `policy`; absent where there is nothing to tell. */
  status?(): AuthorizerStatus;

  /**
   * Compiles a bundle aside, without changing what is in force: the vault swaps when the bundle is stored.
   * The order of documents and rules has no meaning.
   *
   * @throws VaultError `InvalidPolicy` if any part of any document is malformed; the message names document and line.
   */
  compile(documents: readonly PolicyDocument[]): Policy | Promise<Policy>;

  /**
   * Compiles a bundle that was built: one text, in a form that is the authorizer's own business, as is whom it trusts to have
   * built it. Absent: it compiles documents only.
   *
   * @throws VaultError `InvalidPolicy`; `PolicyNotTrusted` for one that is not signed as configured, or too old.
   */
  compileBundle?(bundle: string): Policy | Promise<Policy>;

  close?(): void | Promise<void>;
}

/** What operators should know of a policy that an authorizer brings itself. */
export interface AuthorizerStatus {
  /**
   * `current`: what is in force is what its source says. `stale`: the source has changed and can't be taken, so what was
   * taken last is in force. `denying`: that has lasted too long, and everything is denied.
   */
  readonly state: 'current' | 'stale' | 'denying';
  /** Where it comes from: a path, say. */
  readonly source: string;
  /** Of the bundle in force, if it is a built one. */
  readonly version?: number;
  /** What tells the policy in force from any other. */
  readonly hash?: string;
  /** Absent while `current`. */
  readonly staleness?: {
    /** Milliseconds since 1970. */
    readonly since: number;
    /** When it becomes, or became, `denying`. */
    readonly deniesAt: number;
    /** Why the change was not taken. May name files and lines: for operators, not for callers. */
    readonly reason: string;
  };
}

/** A compiled bundle: immutable, free of side effects, without a clock of its own. */
export interface Policy {
  /** The version that a built bundle says it has: 1–4,294,967,295. Absent for documents. */
  readonly version?: number;

  /** Says yes or no to one action on one snapshot. Deny wins over allow; nothing matching is a deny of kind `default`. */
  decide(request: AuthorizationRequest): Decision | Promise<Decision>;

  /**
   * The actions that the principal would gain on a key by a change from `before` to `after`: those allowed on `after`
   * that were not on `before`, with conditions that can't be known now counted as satisfied on `after`.
   * When in doubt an action is named. The vault refuses a change by which its own caller gains.
   */
  gains(request: GainRequest): readonly Action[] | Promise<readonly Action[]>;
}

/** One question. Frozen by construction: nothing in it comes from a caller's object. */
export interface AuthorizationRequest {
  readonly action: Action;
  readonly principal: Principal;
  readonly context: RequestContext;
  /** Milliseconds since 1970, by the vault's clock. */
  readonly now: number;
  /** Absent for an action that names no key: such a request matches only rules for all keys. */
  readonly key: KeyView | undefined;
  /**
   * The spelling that the caller used for the key (an id, or an alias in the form `alias/…`), or the alias that a
   * change concerns. A deny also bites on it; an allow never rests on it.
   */
  readonly asked: string | undefined;
  /** Without a prototype; absent for operations that take none. */
  readonly encryptionContext: Readonly<Record<string, string>> | undefined;
  /** What else the operation was asked for; absent where there is nothing to tell. */
  readonly facts: RequestFacts | undefined;
}

/** What policies may read of a request besides the key. A member that is absent does not apply to the operation. */
export interface RequestFacts {
  /** The encryption, signing or MAC algorithm, such as `SYMMETRIC_DEFAULT` or `RSASSA_PSS_SHA_256`. */
  readonly algorithm?: string;
  readonly messageType?: 'RAW' | 'DIGEST';
  /** How imported material will be wrapped, such as `RSAES_OAEP_SHA_256`. */
  readonly wrappingAlgorithm?: string;
  /** What a ciphertext is of, where an operation takes every kind. */
  readonly purpose?: 'data' | 'dataKey' | 'dataKeyPair' | 'stream';
  /** The grant that is to be made. */
  readonly grant?: {
    readonly grantee: string;
    readonly operations: readonly string[];
    readonly retiringPrincipal?: string;
  };
}

/** Who would gain what by a change. */
export interface GainRequest {
  readonly principal: Principal;
  readonly context: RequestContext;
  readonly now: number;
  readonly before: KeyView;
  readonly after: KeyView;
}

/**
 * An answer, with why. `kind`: `explicit` — a rule says so; `unknown` — a deny whose conditions could not be ruled out;
 * `default` — no rule matches; `error` — the authorizer failed. An allow is always explicit.
 */
export type Decision =
  | { readonly effect: 'allow'; readonly kind: 'explicit'; readonly rule: string; readonly reason: string }
  | {
      readonly effect: 'deny';
      readonly kind: 'explicit' | 'unknown' | 'default' | 'error';
      /** `document/rule`; absent where no rule decided. For the audit log. */
      readonly rule?: string;
      /** For the caller: what the rule's author wrote. */
      readonly reason: string;
    };
