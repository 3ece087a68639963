import type { Action, Decision, KeyView, Locality } from '@chatelaine/core';
import type { RankedRules } from './casl-ability.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { type KeyFacts, keyFacts } from './key-facts.ts';
import { RuleIndex } from './rule-index.ts';
import { unknown, yes } from './truth.ts';

const noRule: Decision = Object.freeze({ effect: 'deny', kind: 'default', reason: 'No rule allows this.' });

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
  decide(action: Action, view: KeyView | undefined, asked: string | undefined): Decision {
    const index = this.#index.forAction(action);
    if (index === undefined) return noRule;
    const key = keyFacts(view);
    let decision = strengthen(noRule, index.forAnyKey, key, asked);
    const found = this.#found;
    found.length = 0;
    const isAll = index.others.collect(key, asked, found);
    for (let place = 0; place < found.length && !isExplicitDeny(decision); place += 1) {
      decision = strengthen(decision, found[place] ?? index.inDoubt, key, asked);
    }
    return isAll || isExplicitDeny(decision) ? decision : strengthen(decision, index.inDoubt, key, asked);
  }
}

function isExplicitDeny({ effect, kind }: Decision): boolean {
  return kind === 'explicit' && effect === 'deny';
}

/**
 * The strongest of a decision and of what ranked rules say: an explicit deny, then a deny that can't be ruled out, then
 * an allow. An allow rests on the key alone, never on the spelling that the caller chose.
 */
function strengthen(found: Decision, rules: RankedRules, key: KeyFacts, asked: string | undefined): Decision {
  let strongest = found;
  for (let place = 0; place < rules.length; place += 1) {
    const rule = rules[place]?.conditions;
    if (rule === undefined) continue;
    if (rule.isDeny) {
      const truth = rule.condition(key, asked);
      if (truth === yes) return rule.decision;
      if (truth === unknown && strongest.kind !== 'unknown') strongest = rule.doubt;
    } else {
      if (strongest !== noRule) return strongest;
      if (rule.condition(key, undefined) === yes) return rule.decision;
    }
  }
  return strongest;
}
