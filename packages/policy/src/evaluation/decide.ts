import type { AuthorizationRequest, Decision } from '@chatelaine/core';
import { applies, type CompiledRule, namesOf } from './compiled-rule.ts';
import { type Truth, unknown, yes } from './truth.ts';

/** What is answered where no rule applies. */
export const noRule: Decision = Object.freeze({ effect: 'deny', kind: 'default', reason: 'No rule allows this.' });

/** A rule that is for the principal and names the action, and whether it applies. */
export interface RuleAnswer {
  readonly compiled: CompiledRule;
  readonly truth: Truth;
}

/** A decision, and every rule that would make it by itself; none for a denial by default. */
export interface Verdict {
  readonly decision: Decision;
  readonly deciding: readonly CompiledRule[];
}

/** Asks every rule that is for the principal and names the action, in the order given. */
export function askRules(rules: readonly CompiledRule[], request: AuthorizationRequest): readonly RuleAnswer[] {
  const names = namesOf(request.principal);
  return rules
    .filter((compiled) => compiled.rule.actions.includes(request.action) && compiled.isFor(names))
    .map((compiled) => ({ compiled, truth: applies(compiled, request) }));
}

/** An explicit deny, else a deny that can't be ruled out, else an allow that is certain, else a denial by default. */
export function verdictOf(answers: readonly RuleAnswer[]): Verdict {
  const those = (isDeny: boolean, truth: Truth): readonly CompiledRule[] =>
    answers
      .filter((answer) => answer.compiled.isDeny === isDeny && answer.truth === truth)
      .map((each) => each.compiled);
  const denies = those(true, yes);
  const doubts = those(true, unknown);
  const allows = those(false, yes);
  const [deny] = denies;
  const [doubt] = doubts;
  const [allow] = allows;
  if (deny !== undefined) return { decision: deny.decision, deciding: denies };
  if (doubt !== undefined) return { decision: doubt.doubt, deciding: doubts };
  if (allow !== undefined) return { decision: allow.decision, deciding: allows };
  return { decision: noRule, deciding: [] };
}

/**
 * Decides by looking at every rule: for tools, which change rules and ask each set few questions. Among rules that decide
 * alike, the first is told.
 */
export function decide(rules: readonly CompiledRule[], request: AuthorizationRequest): Verdict {
  return verdictOf(askRules(rules, request));
}
