import type { Action, AliasName, KeyId, KeyOrigin, KeySpec, KeyUsage, Locality } from '@chatelaine/core';

/** All rules of a bundle, checked and expanded. Frozen throughout; the order of documents and rules has no meaning. */
export interface PolicySet {
  readonly documents: readonly PolicyDocumentSummary[];
  /** By `name`. */
  readonly rules: readonly PolicyRule[];
}

/** What a document says of itself. */
export interface PolicyDocumentSummary {
  /** What stands in its `name`; unique in the set. */
  readonly name: string;
  /** The name of the file, as given. */
  readonly source: string;
  readonly description?: string;
  readonly owners: readonly string[];
}

/** One rule. It applies where `who`, `actions` and `keys` all do. */
export interface PolicyRule {
  /** `document/rule`; unique in the set. */
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  readonly who: 'all' | readonly PrincipalName[];
  /** Exceptions from `who`; only a deny has any. */
  readonly except: readonly PrincipalName[];
  /** Actions of core, sets expanded, sorted. */
  readonly actions: readonly Action[];
  readonly keys: 'all' | readonly KeySelector[];
  /** Why; told to a caller who is refused. 8–300 characters. */
  readonly reason: string;
  readonly ticket?: string;
  readonly labels: readonly string[];
  readonly position: PolicyRulePosition;
}

/** `user:…`, `service:…` or `role-session:…` for one principal; `role:…` or `group:…` for all that have it. */
export type PrincipalName = string;

export interface PolicyRulePosition {
  /** The name of the file, as given. */
  readonly document: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
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
  /** All that is given must hold; each list holds if the key has one of its values. */
  | {
      readonly type: 'attributes';
      readonly tags: readonly TagCondition[];
      readonly keySpec?: readonly KeySpec[];
      readonly keyUsage?: readonly KeyUsage[];
      readonly origin?: readonly KeyOrigin[];
    };

export interface TagCondition {
  readonly name: string;
  readonly values: readonly string[];
}
