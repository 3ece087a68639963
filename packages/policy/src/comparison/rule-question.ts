import type { AuthorizationRequest } from '@chatelaine/core';
import { conditionEntries, type Conditions } from '../conditions/catalogue.ts';
import { isSince } from '../evaluation/compile-conditions.ts';
import { type CompiledRule, namesOf } from '../evaluation/compiled-rule.ts';
import { keyFacts } from '../evaluation/key-facts.ts';
import { no, not, type Truth, truthOf, yes } from '../evaluation/truth.ts';

/** Something of a request that can be chosen by itself, such as `principal`, `key.tags` or `context.mfa`. */
export type Dimension = string;

/** One question that a rule asks, and what its answer rests on. */
export interface Question {
  readonly dimensions: readonly Dimension[];
  readonly test: (request: AuthorizationRequest) => Truth;
}

/** A rule as questions: it applies as surely as the least sure of `all`, and as what `unless` asks does not all hold. */
export interface AskedRule {
  readonly compiled: CompiledRule;
  readonly all: readonly Question[];
  readonly unless: readonly Question[];
}

function dimensionOf(fact: string): Dimension {
  if (fact === 'principal.id') return 'principal';
  return fact.startsWith('context.') ? fact.split('.', 2).join('.') : fact;
}

function conditionQuestions(conditions: Conditions | undefined): readonly Question[] {
  if (conditions === undefined) return [];
  return conditionEntries(conditions).flatMap(({ parts }) =>
    parts.map(({ reads, test }) => ({ dimensions: [...new Set(reads.map(dimensionOf))], test })),
  );
}

export function askRule(compiled: CompiledRule): AskedRule {
  const { rule, isDeny, isFor, keys } = compiled;
  const { from, until } = rule;
  const all: Question[] = [
    { dimensions: ['principal'], test: ({ principal }) => truthOf(isFor(namesOf(principal))) },
    {
      dimensions: keyDimensions(compiled),
      test: ({ key, asked }) => keys(keyFacts(key), isDeny ? asked : undefined),
    },
    ...(from ? [{ dimensions: ['now'], test: ({ now }: AuthorizationRequest) => isSince(from.at, now) }] : []),
    ...(until ? [{ dimensions: ['now'], test: ({ now }: AuthorizationRequest) => not(isSince(until.at, now)) }] : []),
    ...conditionQuestions(rule.when),
  ];
  return { compiled, all, unless: conditionQuestions(rule.unless) };
}

function keyDimensions({ rule: { keys }, isDeny }: CompiledRule): readonly Dimension[] {
  if (keys === 'all') return [];
  const read = keys.flatMap((selector): readonly Dimension[] => {
    if (selector.type === 'key') return ['key.id'];
    if (selector.type !== 'attributes') return ['key.aliases'];
    const { type: _type, tags, keyState, ...others } = selector;
    const names = Object.keys(others).map((name) => `key.${name}`);
    return [...names, ...(tags ? ['key.tags'] : []), ...(keyState ? ['key.state'] : [])];
  });
  return [...new Set([...read, ...(isDeny ? ['asked'] : [])])];
}

/** What is known of a question while some dimensions are still open. */
export type Answer = (question: Question) => Truth | undefined;

/** Whether a rule applies; `undefined` while that is open. */
export function truthOfRule({ all, unless }: AskedRule, answer: Answer): Truth | undefined {
  let whole: Truth | undefined = yes;
  for (const question of all) {
    const truth = answer(question);
    if (truth === no) return no;
    whole = truth === undefined || whole === undefined ? undefined : lesser(whole, truth);
  }
  if (unless.length === 0) return whole;
  let excused: Truth | undefined = yes;
  for (const question of unless) {
    const truth = answer(question);
    if (truth === no) return whole;
    excused = truth === undefined || excused === undefined ? undefined : lesser(excused, truth);
  }
  if (excused === yes) return no;
  return excused === undefined || whole === undefined ? undefined : lesser(whole, not(excused));
}

function lesser(a: Truth, b: Truth): Truth {
  return a < b ? a : b;
}
