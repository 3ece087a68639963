import { conditionEntries } from '../conditions/catalogue.ts';
import type { ConditionPart } from '../conditions/condition-kind.ts';
import type { CompiledRule } from '../evaluation/compiled-rule.ts';
import { verdictOf } from '../evaluation/decide.ts';
import { no, type TruthName, truthName } from '../evaluation/truth.ts';
import type { PolicyRule } from '../policy-set.ts';
import { type AskedCheck, outcomeOf } from './ask-check.ts';
import type { Spelling } from './test-file.ts';

/** What tests show of one rule. */
export interface RuleCoverage {
  readonly rule: PolicyRule;
  /** Whether it applied in some check, for certain or in doubt. */
  readonly isMatched: boolean;
  /** Whether without it some check would have another answer, or another rule would decide. */
  readonly isDecisive: boolean;
  /** Each entry of `when` and `unless`, and which answers it has given. */
  readonly conditions: readonly ConditionCoverage[];
  /** For a rule that names a key, by id, alias or pattern: how the key was named where the rule applied. */
  readonly spellings?: readonly Spelling[];
}

export interface ConditionCoverage {
  /** `when` or `unless`, and the place in the language: `unless source.cidr`. */
  readonly name: string;
  /** Of yes, no and unknown. */
  readonly seen: readonly TruthName[];
}

/** Collects what the checks of any number of files show of the rules. */
export class CoverageRecord {
  readonly #seen = new Map<string, Seen>();

  add(asked: AskedCheck): void {
    const { check, answers, outcome, request } = asked;
    for (const { compiled, truth } of answers) {
      const seen = this.#of(compiled.rule);
      for (const { part, answers: given } of seen.conditions) given.add(truthName(part.test(request)));
      if (truth === no) continue;
      seen.isMatched = true;
      if (check.spelling !== undefined) seen.spellings.add(check.spelling);
      if (!seen.isDecisive && outcome.deciding.includes(compiled.rule.name)) {
        seen.isDecisive = decides(compiled, asked);
      }
    }
  }

  coverageOf(rule: PolicyRule): RuleCoverage {
    const { isMatched, isDecisive, conditions, spellings } = this.#of(rule);
    const namesKey = rule.keys !== 'all' && rule.keys.some(({ type }) => type !== 'attributes');
    return {
      rule,
      isMatched,
      isDecisive,
      conditions: conditions.map(({ name, answers }) => ({ name, seen: [...answers].toSorted() })),
      ...(namesKey && { spellings: [...spellings].toSorted() }),
    };
  }

  #of(rule: PolicyRule): Seen {
    const identity = identityOf(rule);
    const known = this.#seen.get(identity);
    if (known !== undefined) return known;
    const seen: Seen = { isMatched: false, isDecisive: false, conditions: conditionsOf(rule), spellings: new Set() };
    this.#seen.set(identity, seen);
    return seen;
  }
}

interface Seen {
  isMatched: boolean;
  isDecisive: boolean;
  readonly conditions: readonly SeenCondition[];
  readonly spellings: Set<Spelling>;
}

interface SeenCondition {
  readonly name: string;
  readonly part: ConditionPart;
  readonly answers: Set<TruthName>;
}

function conditionsOf(rule: PolicyRule): readonly SeenCondition[] {
  return (['when', 'unless'] as const).flatMap((member) => {
    const entries = rule[member] === undefined ? [] : conditionEntries(rule[member]);
    return entries.flatMap(({ parts }) =>
      parts.map((part) => ({ name: `${member} ${part.name}`, part, answers: new Set<TruthName>() })),
    );
  });
}

/** What tells a rule from every other rule of a suite: several sets may hold the same one. */
export function identityOf({ position, name }: PolicyRule): string {
  return `${position.document}\0${name}`;
}

function decides(rule: CompiledRule, { check, answers, outcome }: AskedCheck): boolean {
  const others = answers.filter(({ compiled }) => compiled !== rule);
  const { decision } = verdictOf(others);
  return (
    decision.effect !== outcome.decision.effect ||
    decision.kind !== outcome.decision.kind ||
    decision.rule !== outcome.decision.rule ||
    outcomeOf(check, others).isAsExpected !== outcome.isAsExpected
  );
}
