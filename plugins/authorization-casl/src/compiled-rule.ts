import type { Action, Decision, Locality } from '@chatelaine/core';
import type { KeySelector, PolicyRule } from '@chatelaine/policy';
import { compileKeyCondition } from './compile-key-condition.ts';
import type { KeyCondition } from './key-condition.ts';

/** A rule of which only the principal is still open. Frozen; so are its decisions. */
export interface CompiledRule {
  readonly isDeny: boolean;
  readonly actions: readonly Action[];
  readonly keys: 'all' | readonly KeySelector[];
  readonly condition: KeyCondition;
  /** What the rule says where it applies. */
  readonly decision: Decision;
  /** What a deny says where it can't be ruled out. */
  readonly doubt: Decision;
}

export function compileRule(rule: PolicyRule, here: Locality): CompiledRule {
  const { name, reason, effect } = rule;
  const explicit = { kind: 'explicit', rule: name, reason } as const;
  const decision: Decision = effect === 'deny' ? { effect: 'deny', ...explicit } : { effect: 'allow', ...explicit };
  return Object.freeze({
    isDeny: effect === 'deny',
    actions: rule.actions,
    keys: rule.keys,
    condition: compileKeyCondition(rule.keys, here),
    decision: Object.freeze(decision),
    doubt: Object.freeze({ effect: 'deny', kind: 'unknown', rule: name, reason }),
  });
}
