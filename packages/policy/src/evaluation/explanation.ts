import type { AuthorizationRequest, Decision, KeyView, Principal } from '@chatelaine/core';
import { conditionEntries, type Conditions } from '../conditions/catalogue.ts';
import type { ConditionPart, Fact } from '../conditions/condition-kind.ts';
import { own } from '../conditions/own.ts';
import type { PolicyPlace, PolicyRule } from '../policy-set.ts';
import { isSince } from './compile-conditions.ts';
import { type CompiledRule, namesOf } from './compiled-rule.ts';
import { askRules, verdictOf } from './decide.ts';
import { keyFacts } from './key-facts.ts';
import { keysWords, whoWords } from './rule-words.ts';
import { not, type Truth, truthName, type TruthName, truthOf, unknown } from './truth.ts';

/** A decision, taken apart. Plain data. */
export interface Explanation {
  readonly decision: Decision;
  /** The names of all rules that would make the decision by themselves; none for a denial by default. */
  readonly deciding: readonly string[];
  /** Every rule that names the action: those that decide, then the others, each in the order of names. */
  readonly rules: readonly RuleExplanation[];
  /** For a denial: the allow that lacks least, if a rule allows the action to anybody. */
  readonly nearest?: string;
}

/** One rule, asked about one request. */
export interface RuleExplanation {
  readonly rule: PolicyRule;
  /** Whether it applies. */
  readonly applies: TruthName;
  readonly parts: readonly PartExplanation[];
}

/** One part of a rule. The rule applies as surely as the least sure of its parts. */
export interface PartExplanation {
  readonly of: 'who' | 'keys' | 'from' | 'until' | 'when' | 'unless';
  /** For a condition its place in the language, such as `source.cidr`; else as `of`. */
  readonly name: string;
  /** What is asked, in words. */
  readonly words: string;
  /** Whether what is asked holds; of an `unless`, whether it holds, not whether it lets the rule apply. */
  readonly truth: TruthName;
  /** What the request does not tell, where the truth is unknown: `context.source.ip`. */
  readonly lacks: readonly Fact[];
  readonly place?: PolicyPlace;
}

/** Explains by looking at every rule. Slow; for people, not for requests. */
export function explain(rules: readonly CompiledRule[], request: AuthorizationRequest): Explanation {
  const { decision, deciding } = verdictOf(askRules(rules, request));
  const names = deciding.map(({ rule }) => rule.name);
  const asked = rules.filter(({ rule }) => rule.actions.includes(request.action));
  const explained = asked.map((compiled) => explainRule(compiled, request));
  const first = explained.filter(({ rule }) => names.includes(rule.name));
  const others = explained.filter(({ rule }) => !names.includes(rule.name));
  const nearest = decision.effect === 'deny' ? nearestAllow(explained) : undefined;
  return { decision, deciding: names, rules: [...first, ...others], ...(nearest !== undefined && { nearest }) };
}

/** Explains one rule, whether or not it names the action of the request. */
export function explainRule(compiled: CompiledRule, request: AuthorizationRequest): RuleExplanation {
  const { rule } = compiled;
  const asked = [
    ...frameParts(compiled, request),
    ...givenParts('when', rule.when),
    ...givenParts('unless', rule.unless),
  ];
  const parts = asked.map(({ of, part }): PartExplanation => {
    const truth = part.test(request);
    const place = rule.places[of === part.name ? of : `${of}.${part.name.split('.', 1)[0]}`];
    return {
      of,
      name: part.name,
      words: part.words,
      truth: truthName(truth),
      lacks: truth === unknown ? part.reads.filter((fact) => !isTold(request, fact)) : [],
      ...(place !== undefined && { place }),
    };
  });
  const least = (of: readonly PartExplanation['of'][]): Truth =>
    asked
      .filter((each) => of.includes(each.of))
      .reduce<Truth>((answer, { part }) => lesser(answer, part.test(request)), 2);
  const whole = lesser(
    least(['who', 'keys', 'from', 'until', 'when']),
    rule.unless === undefined ? 2 : not(least(['unless'])),
  );
  return { rule, applies: truthName(whole), parts };
}

interface AskedPart {
  readonly of: PartExplanation['of'];
  readonly part: ConditionPart;
}

function lesser(a: Truth, b: Truth): Truth {
  return a < b ? a : b;
}

function givenParts(of: 'when' | 'unless', conditions: Conditions | undefined): readonly AskedPart[] {
  const entries = conditions === undefined ? [] : conditionEntries(conditions);
  return entries.flatMap(({ parts }) => parts.map((part) => ({ of, part })));
}

function frameParts(
  { rule, isFor, keys, isDeny }: CompiledRule,
  { asked }: AuthorizationRequest,
): readonly AskedPart[] {
  const { from, until } = rule;
  const part = (
    name: AskedPart['of'],
    words: string,
    reads: readonly Fact[],
    test: ConditionPart['test'],
  ): AskedPart => ({
    of: name,
    part: { name, words, reads, test },
  });
  return [
    part('who', whoWords(rule), ['principal'], ({ principal }) => truthOf(isFor(namesOf(principal)))),
    part('keys', keysWords(rule.keys), ['key.id', 'key.aliases', 'key.tags'], ({ key }) =>
      keys(keyFacts(key), isDeny ? asked : undefined),
    ),
    ...(from ? [part('from', `it is ${from.text} or later`, ['now'], ({ now }) => isSince(from.at, now))] : []),
    ...(until
      ? [part('until', `it is not later than ${until.text}`, ['now'], ({ now }) => not(isSince(until.at, now)))]
      : []),
  ];
}

/** Whether a request tells something, by its path. */
export function isTold(request: AuthorizationRequest, fact: Fact): boolean {
  const [head = '', ...path] = fact.split('.');
  const rest = path.join('.');
  if (head === 'key') return keyFacts(request.key)[rest as keyof KeyView] !== undefined;
  if (head === 'principal' && rest.startsWith('attributes.')) {
    return own(request.principal.attributes, rest.slice('attributes.'.length)) !== undefined;
  }
  if (head === 'principal') return rest === '' || request.principal[rest as keyof Principal] !== undefined;
  let value: unknown = request[head as keyof AuthorizationRequest];
  for (const name of path) value = own(value as Record<string, unknown> | undefined, name);
  return value !== undefined;
}

function nearestAllow(explained: readonly RuleExplanation[]): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const { rule, parts } of explained) {
    if (rule.effect !== 'allow') continue;
    // Who and which key weigh more than circumstances, which another request may have.
    const weigh = ({ of, truth }: PartExplanation): number =>
      truth === 'yes' ? 0 : (of === 'who' || of === 'keys' ? 10 : 1) + (truth === 'no' ? 1 : 0);
    const lacking = parts.reduce((total, part) => total + weigh(part), 0);
    if (lacking < least) {
      nearest = rule.name;
      least = lacking;
    }
  }
  return nearest;
}
