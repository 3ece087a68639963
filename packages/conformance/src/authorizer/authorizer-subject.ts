import type { Action, Authorizer, KeyId, PolicyDocument } from '@chatelaine/core';

/** An authorizer under test, and how rules are written for it. */
export interface AuthorizerSubject {
  /** A new instance that follows the vault, for keys of the region `eu-test-1` and the domain `domain1`. */
  readonly open: () => Authorizer | Promise<Authorizer>;
  /** These rules, one document or several, in the language of the authorizer; their names are told in decisions. */
  readonly write: (rules: readonly RuleOfKit[]) => readonly PolicyDocument[];
  /** Documents that are no policy, at least one: each beside sound ones must be refused. */
  readonly malformed: readonly PolicyDocument[];
  /** For an authorizer that has `compileBundle`: a built bundle of these rules, with this version. */
  readonly build?: (rules: readonly RuleOfKit[], version: number) => string;
}

/** A rule as the kit says it. */
export interface RuleOfKit {
  /** What decisions call it ends in this. */
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  /** `user:…` for one principal, `role:…` and `group:…` for all who have it. */
  readonly who: 'all' | readonly string[];
  readonly actions: readonly Action[];
  /** A key that any of these names. */
  readonly keys: 'all' | readonly KeyOfKit[];
  readonly reason: string;
}

export type KeyOfKit =
  { readonly id: KeyId } | { readonly alias: string } | { readonly tag: string; readonly value: string };
