import type { Action, KeyView, Principal } from '@chatelaine/core';
import { conditionEntries, type Conditions } from '../conditions/catalogue.ts';
import type { Fact } from '../conditions/condition-kind.ts';
import type { PolicyRule } from '../policy-set.ts';
import { type CompiledRule, namesOf } from './compiled-rule.ts';
import { keyFacts } from './key-facts.ts';
import { keysWords, whoWords } from './rule-words.ts';
import { no, yes } from './truth.ts';

/** What a request needs to be allowed. Plain data. */
export interface PolicyNeeds {
  /** One of these must apply; none: no rule allows it, whatever the request tells. */
  readonly allows: readonly RuleNeeds[];
  /** None of these may apply. */
  readonly denies: readonly RuleNeeds[];
  /** What the rules read of a request, by path: `context.mfa.ageSeconds`. Sorted. */
  readonly facts: readonly Fact[];
}

/** One rule that is not ruled out, and what it asks besides. */
export interface RuleNeeds {
  readonly rule: PolicyRule;
  /** Whom and which key it asks for, where that is not settled; in words. */
  readonly open: readonly string[];
  /** In words; all of these must hold for the rule to apply. */
  readonly when: readonly string[];
  /** In words; where all of these hold, a deny does not apply. */
  readonly unless: readonly string[];
}

/** The action of which the needs are asked, and what is settled. */
export interface NeedsQuestion {
  readonly action: Action;
  /** Absent: anybody. */
  readonly principal?: Principal | undefined;
  /** Absent: any key, or none. */
  readonly key?: KeyView | undefined;
  /** The spelling that a caller used. */
  readonly asked?: string | undefined;
}

/** What a request must be and tell for rules to allow it. */
export function policyNeeds(rules: readonly CompiledRule[], question: NeedsQuestion): PolicyNeeds {
  const asked = rules
    .filter(({ rule }) => rule.actions.includes(question.action))
    .flatMap((rule) => needsOf(rule, question));
  const facts = asked.flatMap(({ rule }) => [rule.when, rule.unless].flatMap(factsOf));
  return {
    allows: asked.filter(({ rule }) => rule.effect === 'allow'),
    denies: asked.filter(({ rule }) => rule.effect === 'deny'),
    facts: [...new Set(facts)].toSorted(),
  };
}

function needsOf({ rule, isFor, keys, isDeny }: CompiledRule, question: NeedsQuestion): readonly RuleNeeds[] {
  const { key, principal, asked } = question;
  if (principal !== undefined && !isFor(namesOf(principal))) return [];
  const isForKey = key === undefined ? undefined : keys(keyFacts(key), isDeny ? asked : undefined);
  if (isForKey === no) return [];
  const isWhoOpen = principal === undefined && (rule.who !== 'all' || rule.except.length > 0);
  const isKeyOpen = isForKey !== yes && rule.keys !== 'all';
  return [
    {
      rule,
      open: [...(isWhoOpen ? [whoWords(rule)] : []), ...(isKeyOpen ? [keysWords(rule.keys)] : [])],
      when: [
        ...(rule.from === undefined ? [] : [`it is ${rule.from.text} or later`]),
        ...(rule.until === undefined ? [] : [`it is not later than ${rule.until.text}`]),
        ...wordsOf(rule.when),
      ],
      unless: wordsOf(rule.unless),
    },
  ];
}

function wordsOf(conditions: Conditions | undefined): readonly string[] {
  if (conditions === undefined) return [];
  return conditionEntries(conditions).flatMap(({ parts }) => parts.map(({ words }) => words));
}

function factsOf(conditions: Conditions | undefined): readonly Fact[] {
  if (conditions === undefined) return [];
  return conditionEntries(conditions).flatMap(({ parts }) => parts.flatMap(({ reads }) => reads));
}
