import type { AuthorizationRequest, Decision, Locality, Principal } from '@chatelaine/core';
import type { Condition } from '../conditions/condition-kind.ts';
import type { PolicyRule, PrincipalName } from '../policy-set.ts';
import { compileRuleConditions } from './compile-conditions.ts';
import { compileKeyCondition } from './compile-key-condition.ts';
import type { KeyCondition } from './key-condition.ts';
import { keyFacts } from './key-facts.ts';
import { principalNames } from './principal-names.ts';
import { no, type Truth } from './truth.ts';

/** A rule as closures. Frozen; so are its decisions. Independent of the other rules. */
export interface CompiledRule {
  readonly rule: PolicyRule;
  readonly isDeny: boolean;
  /** Whether the rule is for a principal of these names. Certain, always. */
  readonly isFor: (names: ReadonlySet<PrincipalName>) => boolean;
  readonly keys: KeyCondition;
  /** What it asks besides; absent: nothing. */
  readonly conditions: Condition | undefined;
  /** What the rule says where it applies. */
  readonly decision: Decision;
  /** What a deny says where it can't be ruled out. */
  readonly doubt: Decision;
}

/** @param here the region and domain of the vault, whose keys URNs may name */
export function compileRule(rule: PolicyRule, here: Locality): CompiledRule {
  const { name, reason, effect, who, except, keys } = rule;
  const explicit = { kind: 'explicit', rule: name, reason } as const;
  const decision: Decision = effect === 'deny' ? { effect: 'deny', ...explicit } : { effect: 'allow', ...explicit };
  return Object.freeze({
    rule,
    isDeny: effect === 'deny',
    isFor: (names: ReadonlySet<PrincipalName>) =>
      (who === 'all' || who.some((each) => names.has(each))) && !except.some((each) => names.has(each)),
    keys: compileKeyCondition(keys, here),
    conditions: compileRuleConditions(rule),
    decision: Object.freeze(decision),
    doubt: Object.freeze({ effect: 'deny', kind: 'unknown', rule: name, reason } as const),
  });
}

/** The names of a principal, to ask `isFor`. */
export function namesOf(principal: Principal): ReadonlySet<PrincipalName> {
  return new Set(principalNames(principal));
}

/**
 * Whether a rule that is for the principal and names the action applies to a request. An allow rests on the key alone,
 * never on the spelling that the caller chose.
 */
export function applies({ isDeny, keys, conditions }: CompiledRule, request: AuthorizationRequest): Truth {
  const truth = keys(keyFacts(request.key), isDeny ? request.asked : undefined);
  if (truth === no || conditions === undefined) return truth;
  const further = conditions(request);
  return further < truth ? further : truth;
}
