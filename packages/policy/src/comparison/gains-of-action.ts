import type { Action, AuthorizationRequest, Locality } from '@chatelaine/core';
import { type CompiledRule, compileRule } from '../evaluation/compiled-rule.ts';
import type { KeySelector, PolicyRule, PrincipalName } from '../policy-set.ts';
import { anyone, chosenRequest } from './chosen-request.ts';
import { classesOf } from './classes.ts';
import { Mentioned } from './mentioned.ts';
import { askRule } from './rule-question.ts';
import { meaningOf } from './rule-meaning.ts';
import {
  aliasClasses,
  idClasses,
  namedKeys,
  type NamedKeys,
  namesOfSelector,
  principalClasses,
} from './who-and-which.ts';
import { type Demand, searchWitness } from './witness-search.ts';

export interface GainSearch {
  /** The rules that name the action. */
  readonly before: readonly CompiledRule[];
  readonly after: readonly CompiledRule[];
  readonly action: Action;
  readonly isKeyless: boolean;
  readonly here: Locality;
  readonly budget: number;
  /** Whether a request is denied before and allowed after; notes it. */
  readonly isGain: (request: AuthorizationRequest, by: GainedBy) => boolean;
}

/** The rule that gives access, and the name by which it is for the principal. */
interface GainedBy {
  readonly rule: string;
  readonly who: PrincipalName;
}

/** All that the rules before and after name. */
interface World {
  readonly rules: readonly PolicyRule[];
  readonly all: Mentioned;
  readonly named: NamedKeys;
}

const mostPrincipals = 4_096;

/**
 * Looks for what is allowed after and denied before: an allow applies, no deny may, and before either no allow applied for certain or
 * a deny may have. Denies that are the same before and after can't have been the reason, nor can an allow that is the same have been missing.
 *
 * @returns why something may have been overlooked; empty: nothing was
 */
export function gainsOfAction(search: GainSearch): readonly string[] {
  const { before, after } = search;
  const rules = [...before, ...after].map(({ rule }) => rule);
  const all = new Mentioned();
  for (const rule of rules) all.addRule(rule);
  const world: World = { rules, all, named: namedKeys(rules, search.here) };
  const known = new Set(before.map(({ rule }) => meaningOf(rule)));
  const kept = new Set(after.map(({ rule }) => meaningOf(rule)));
  const denies = after.filter(({ isDeny }) => isDeny).map(askRule);
  const lifted = before.filter(({ isDeny, rule }) => isDeny && !kept.has(meaningOf(rule)));
  const allowsBefore = before.filter(({ isDeny }) => !isDeny).map(askRule);
  const incomplete = new Set<string>();
  const not = denies.map((rule): Demand => ({ rule, must: 'not' }));
  for (const allow of after.filter(({ isDeny }) => !isDeny)) {
    const isKept = known.has(meaningOf(allow.rule));
    if (isKept && lifted.length === 0) continue;
    for (const who of allow.rule.who === 'all' ? (['all'] as const) : allow.rule.who) {
      singles(allow, search.here, who).some((single) => {
        const reasons = [
          ...(isKept ? [] : [{ demands: allowsBefore.map((rule): Demand => ({ rule, must: 'uncertain' })) }]),
          ...lifted.flatMap((deny) =>
            singles(deny, search.here).map((each) => ({
              deny: each,
              demands: [{ rule: askRule(each), must: 'may' } as const],
            })),
          ),
        ];
        return reasons.some(({ demands, ...reason }) => {
          const first: Demand = { rule: askRule(single), must: 'applies' };
          const deny = 'deny' in reason ? reason.deny : undefined;
          return isFoundFor(search, world, single, deny, [first, ...demands, ...not], who, incomplete);
        });
      });
    }
  }
  return [...incomplete];
}

/** A rule for one name of its `who`, once for each of its selectors: what applies to all of it applies by one of them. */
function singles(compiled: CompiledRule, here: Locality, who?: PrincipalName): readonly CompiledRule[] {
  const { rule } = compiled;
  const whom = who === undefined || who === 'all' ? rule.who : [who];
  const keys =
    rule.keys === 'all' ? (['all'] as const) : rule.keys.map((selector): readonly KeySelector[] => [selector]);
  return keys.map((each) => compileRule({ ...rule, who: whom, keys: each }, here));
}

function isFoundFor(
  { action, after, budget, here, isGain, isKeyless }: GainSearch,
  { all, named, rules }: World,
  allow: CompiledRule,
  deny: CompiledRule | undefined,
  demands: readonly Demand[],
  who: PrincipalName,
  incomplete: Set<string>,
): boolean {
  const needed = new Mentioned().addRule(allow.rule);
  if (deny) needed.addRule(deny.rule);
  const excusing = after.filter(({ isDeny }) => isDeny).map(({ rule }) => rule);
  for (const { unless } of excusing) if (unless) needed.addConditions(unless);
  const ids = all.principalIds();
  const wanted = [...[allow, ...(deny ? [deny] : [])].map(({ rule }) => namesIn(rule)), [undefined, ...ids]];
  const { principals, isWhole } = principalClasses(
    wanted,
    excusing.map(({ except }) => except).filter((each) => each.length > 0),
    mostPrincipals,
  );
  if (!isWhole) incomplete.add('there are too many combinations of principals');
  const { incomplete: reasons, values } = classesOf(all, needed, [...new Set([...idsIn(rules), ...ids, anyone])]);
  for (const reason of reasons) incomplete.add(reason);
  const [first, second] = [
    namesFor(allow.rule, named, here),
    deny ? namesFor(deny.rule, named, here) : { ids: [], aliases: [] },
  ];
  const found = searchWitness({
    demands,
    budget,
    request: (choices) => chosenRequest(action, isKeyless, here, choices),
    values: new Map<string, readonly unknown[]>([
      ...values,
      ['principal', principals],
      ['key.id', idClasses(named)],
      ['key.aliases', aliasClasses(named, first.aliases, second.aliases)],
      ['asked', [undefined, ...second.ids, ...second.aliases]],
    ]),
  });
  if (found === 'budget') incomplete.add('there are too many combinations of what rules ask');
  return typeof found === 'object' && isGain(found.request, { rule: allow.rule.name, who });
}

function namesIn({ who }: PolicyRule): readonly (PrincipalName | undefined)[] {
  return who === 'all' ? [undefined] : who;
}

/** Principals by id, which texts with `${principal.id}` may mean. */
function idsIn(rules: readonly PolicyRule[]): readonly string[] {
  const names = rules.flatMap(({ who, except }) => [...(who === 'all' ? [] : who), ...except]);
  return [...new Set(names.filter((name) => !name.startsWith('role:') && !name.startsWith('group:')))];
}

function namesFor({ keys }: PolicyRule, named: NamedKeys, here: Locality): NamedKeys {
  if (keys === 'all') return { ids: [], aliases: [] };
  const each = keys.map((selector) => namesOfSelector(selector, named, here));
  return { ids: each.flatMap(({ ids }) => ids), aliases: each.flatMap(({ aliases }) => aliases) };
}
