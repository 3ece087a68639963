import type { Action, AuthorizationRequest, Decision } from '@chatelaine/core';
import type { PrincipalName } from '../policy-set.ts';

/** What changes for whom from one policy to another: plain data. */
export interface PolicyComparison {
  /** By action, rule and principal. */
  readonly gains: readonly AccessChange[];
  readonly losses: readonly AccessChange[];
  /**
   * Empty: the answer is complete for all requests whose facts are well-formed or missing. Otherwise what was looked at only by
   * samples, so that more may be gained and lost than is told.
   */
  readonly sampled: readonly SampledPart[];
}

/** Access to an action that one of two policies gives and the other does not. */
export interface AccessChange {
  readonly action: Action;
  /** To whom the rule gives it: a name of its `who`, or `all`. */
  readonly who: PrincipalName;
  /** The rule that allows it: of the new policy for a gain, of the old one for a loss. */
  readonly rule: string;
  /** One request that is answered otherwise. */
  readonly witness: AuthorizationRequest;
  readonly before: Decision;
  readonly after: Decision;
}

export interface SampledPart {
  readonly action: Action;
  readonly because: string;
}
