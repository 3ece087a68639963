import type { Action, AliasName, KeyId, KeyOrigin, KeySpec, KeyState, KeyUsage, Locality } from '@chatelaine/core';
import type { Conditions } from './conditions/catalogue.ts';

/**
 * All rules of a bundle, checked and expanded: plain data, frozen throughout, which tools may copy with changes. The order of
 * documents and rules has no meaning.
 */
export interface PolicySet {
  readonly documents: readonly PolicyDocumentSummary[];
  /** By `name`. */
  readonly rules: readonly PolicyRule[];
}

/** What a document says besides its rules. */
export interface PolicyDocumentSummary {
  /** What stands in its `name`; unique in the set. */
  readonly name: string;
  /** The name of the file, as given. */
  readonly source: string;
  readonly description?: string;
  readonly owners: readonly string[];
  readonly sets: readonly PolicyActionSet[];
}

/** A set of actions that a document defines. */
export interface PolicyActionSet {
  /** Without the `@`. */
  readonly name: string;
  readonly actions: readonly Action[];
  /** Whether a rule of the document names it. */
  readonly isUsed: boolean;
  readonly position: PolicyPosition;
}

/**
 * One rule. It applies where `who` (but not `except`), `actions`, `keys` and `when` do, `unless` does not, and the time is
 * between `from` and `until`.
 */
export interface PolicyRule {
  /** `document/rule`; unique in the set, and the identity of the rule in decisions, logs, tests and reports. */
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  readonly who: 'all' | readonly PrincipalName[];
  /** Exceptions from `who`; only a deny has any. */
  readonly except: readonly PrincipalName[];
  /** Actions of core, sets expanded, sorted. */
  readonly actions: readonly Action[];
  readonly keys: 'all' | readonly KeySelector[];
  /** All of these must hold. */
  readonly when?: Conditions;
  /** If all of these hold, the rule does not apply; only a deny has any. */
  readonly unless?: Conditions;
  readonly from?: RuleTime;
  readonly until?: RuleTime;
  /** Why; told to a caller who is refused. 8–300 characters. */
  readonly reason: string;
  readonly ticket?: string;
  readonly labels: readonly string[];
  readonly position: PolicyPosition;
  /**
   * Where parts of the rule stand, by their path: `who`, `keys`, `keys.0`, `when.source`, `actions.2`. Empty for rules that were
   * loaded from a built bundle.
   */
  readonly places: Readonly<Record<string, PolicyPlace>>;
}

/** `user:…`, `service:…` or `role-session:…` for one principal; `role:…` or `group:…` for all that have it. */
export type PrincipalName = string;

/** A moment, as it was written and in milliseconds since 1970. */
export interface RuleTime {
  readonly text: string;
  readonly at: number;
}

export interface PolicyPlace {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface PolicyPosition extends PolicyPlace {
  /** The name of the file, as given. */
  readonly document: string;
}

/** Names keys. A rule with several selectors is for every key that any of them names. */
export type KeySelector =
  /** `locality` is that of a URN; absent: the vault's own. */
  | { readonly type: 'key'; readonly keyId: KeyId; readonly locality?: Locality }
  | { readonly type: 'alias'; readonly alias: AliasName; readonly locality?: Locality }
  /**
   * Aliases that begin with `prefix` (which ends in `/`) and go on: `segment` by one or more characters without `/`,
   * `tree` by one or more of any.
   */
  | { readonly type: 'aliasPattern'; readonly prefix: string; readonly depth: 'segment' | 'tree' }
  | ({ readonly type: 'attributes' } & KeyAttributes);

/** All that is given must hold; each list holds if the key has one of its values. */
export interface KeyAttributes {
  /** The values may hold variables where the attributes are a condition, not where they are a selector. */
  readonly tags?: readonly WantedPair[];
  readonly keySpec?: readonly KeySpec[];
  readonly keyUsage?: readonly KeyUsage[];
  readonly origin?: readonly KeyOrigin[];
  readonly keyState?: readonly KeyState[];
  readonly region?: readonly string[];
}

/** A name that must be there, with one of these values. */
export interface WantedPair {
  readonly name: string;
  readonly values: readonly string[];
}
