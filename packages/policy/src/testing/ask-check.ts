import type { AuthorizationRequest, Decision } from '@chatelaine/core';
import { type CompiledRule, namesOf } from '../evaluation/compiled-rule.ts';
import { askRules, type RuleAnswer, verdictOf } from '../evaluation/decide.ts';
import { keyFacts } from '../evaluation/key-facts.ts';
import { no } from '../evaluation/truth.ts';
import type { PrincipalName } from '../policy-set.ts';
import type { PolicyCheck } from './policy-check.ts';
import type { TestWorld } from './test-world.ts';

/** A check, asked of the rules of its file. */
export interface AskedCheck {
  readonly check: PolicyCheck;
  readonly request: AuthorizationRequest;
  /** Of the principal. */
  readonly names: ReadonlySet<PrincipalName>;
  /** Of every rule that is for the principal and names the action. */
  readonly answers: readonly RuleAnswer[];
  readonly outcome: CheckOutcome;
}

export interface CheckOutcome {
  readonly decision: Decision;
  /** The names of the rules that would make the decision by themselves; none for a denial by default. */
  readonly deciding: readonly string[];
  readonly isAsExpected: boolean;
}

/** Asks the rules; `rules` are those that name the action of the check. */
export function askCheck(check: PolicyCheck, rules: readonly CompiledRule[], world: TestWorld): AskedCheck {
  const request = world.request(check);
  const answers = askRules(rules, request);
  const names = namesOf(request.principal);
  return { check, request, names, answers, outcome: outcomeOf(check, answers) };
}

/** What comes of the answers of rules, and whether the check expects it. */
export function outcomeOf({ expected, because }: PolicyCheck, answers: readonly RuleAnswer[]): CheckOutcome {
  const verdict = verdictOf(answers);
  const deciding = verdict.deciding.map(({ rule }) => rule.name);
  const isBecause =
    because === undefined || (because === 'default' ? deciding.length === 0 : deciding.includes(because));
  return { decision: verdict.decision, deciding, isAsExpected: verdict.decision.effect === expected && isBecause };
}

/**
 * Whether one of the rules, which name the action, has to do with the request: it applies to principal and key, or names one of
 * them. Where none has, the question would be answered alike without any policy. An action that names no key is reached by every
 * rule that names it.
 */
export function isReached(rules: readonly CompiledRule[], { request, names }: AskedCheck): boolean {
  return rules.some(({ rule, isFor, keys, isDeny }) => {
    if (request.key === undefined) return true;
    const concernsPrincipal = isFor(names);
    const concernsKey = keys(keyFacts(request.key), isDeny ? request.asked : undefined) !== no;
    if (concernsPrincipal && concernsKey) return true;
    return (concernsPrincipal && rule.who !== 'all') || (concernsKey && rule.keys !== 'all');
  });
}
