import type { AuthorizationRequest, Decision, Locality } from '@chatelaine/core';
import { type CompiledRule, keyFacts, type KeyFacts, no, noRule, type Truth, unknown, yes } from '@chatelaine/policy';
import type { RankedRules } from './casl-ability.ts';
import { RuleIndex } from './rule-index.ts';

/** Decides for the principals to whom one list of rules applies. */
export class PrincipalAbility {
  readonly rules: readonly CompiledRule[];
  readonly #index: RuleIndex;
  /** Serves one decision at a time: deciding neither waits nor calls anybody. */
  readonly #found: RankedRules[] = [];

  /** @param rules by name: among rules that would decide alike under one subject type, the first by name is told */
  constructor(rules: readonly CompiledRule[], here: Locality) {
    this.rules = rules;
    this.#index = new RuleIndex(rules, here);
  }

  get weight(): number {
    return this.#index.weight;
  }

  /** Deny wins, and wins in doubt; an allow must be certain. */
  decide(request: AuthorizationRequest): Decision {
    const index = this.#index.forAction(request.action);
    if (index === undefined) return noRule;
    const key = keyFacts(request.key);
    let decision = strengthen(noRule, index.forAnyKey, key, request);
    const found = this.#found;
    found.length = 0;
    const isAll = index.others.collect(key, request.asked, found);
    for (let place = 0; place < found.length && !isExplicitDeny(decision); place += 1) {
      decision = strengthen(decision, found[place] ?? index.inDoubt, key, request);
    }
    return isAll || isExplicitDeny(decision) ? decision : strengthen(decision, index.inDoubt, key, request);
  }
}

function isExplicitDeny({ effect, kind }: Decision): boolean {
  return kind === 'explicit' && effect === 'deny';
}

/**
 * The strongest of a decision and of what ranked rules say: an explicit deny, then a deny that can't be ruled out, then
 * an allow. An allow rests on the key alone, never on the spelling that the caller chose.
 */
function strengthen(found: Decision, rules: RankedRules, key: KeyFacts, request: AuthorizationRequest): Decision {
  let strongest = found;
  for (let place = 0; place < rules.length; place += 1) {
    const rule = rules[place]?.conditions;
    if (rule === undefined) continue;
    if (rule.isDeny) {
      const truth = truthOf(rule, key, request.asked, request);
      if (truth === yes) return rule.decision;
      if (truth === unknown && strongest.kind !== 'unknown') strongest = rule.doubt;
    } else {
      if (strongest !== noRule) return strongest;
      if (truthOf(rule, key, undefined, request) === yes) return rule.decision;
    }
  }
  return strongest;
}

function truthOf(rule: CompiledRule, key: KeyFacts, asked: string | undefined, request: AuthorizationRequest): Truth {
  const truth = rule.keys(key, asked);
  if (rule.conditions === undefined || truth === no) return truth;
  const further = rule.conditions(request);
  return further < truth ? further : truth;
}
