import type { KeyId, Locality, Principal } from '@chatelaine/core';
import { fitsPattern } from '../evaluation/identifier-conditions.ts';
import { identifiersHere } from '../evaluation/identifiers-here.ts';
import type { KeySelector, PolicyRule, PrincipalName } from '../policy-set.ts';
import { anyKeyId, anyone } from './chosen-request.ts';

/**
 * Principals that could be a witness: each has one name of every rule that must be for it, and one exception of any rule that must
 * not. More names would only bring more rules to apply.
 *
 * @param wanted for each rule that must apply one of these names; `undefined` asks for none
 * @param exceptions of the rules that must not
 */
export function principalClasses(
  wanted: readonly (readonly (PrincipalName | undefined)[])[],
  exceptions: readonly (readonly PrincipalName[])[],
  most: number,
): { readonly principals: readonly Principal[]; readonly isWhole: boolean } {
  const choices = [...wanted, ...exceptions.map((names) => [undefined, ...names])];
  let sets: readonly (readonly PrincipalName[])[] = [[]];
  let isWhole = true;
  for (const names of choices) {
    const grown = new Map<string, readonly PrincipalName[]>();
    for (const name of names) {
      for (const set of sets) {
        const next = name === undefined || set.includes(name) ? set : [...set, name].toSorted();
        if (next.filter(isId).length < 2) grown.set(next.join(' '), next);
      }
    }
    sets = [...grown.values()].toSorted((a, b) => a.length - b.length).slice(0, most);
    isWhole &&= grown.size <= most;
  }
  return { principals: sets.map(principalOf), isWhole };
}

function isId(name: PrincipalName): boolean {
  return !name.startsWith('role:') && !name.startsWith('group:');
}

function principalOf(names: readonly PrincipalName[]): Principal {
  const under = (prefix: string): readonly string[] =>
    names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return { id: names.find(isId) ?? anyone, roles: under('role:'), groups: under('group:') } as Principal;
}

/** Keys by name: ids, and aliases of every class. */
export interface NamedKeys {
  readonly ids: readonly string[];
  readonly aliases: readonly string[];
}

/** A name that no pattern and no alias of a policy goes on with. */
const segment = 'zz';

/**
 * Every id and alias that rules name and, below each prefix, one alias that is one segment longer and one that is two. An alias that
 * no rule names fits the patterns that one of these fits: what counts is the longest prefix that it has, and whether more than one
 * segment follows.
 */
export function namedKeys(rules: readonly PolicyRule[], here: Locality): NamedKeys {
  const selectors = rules.flatMap(({ keys }) => (keys === 'all' ? [] : keys));
  const { keyIds, aliases } = identifiersHere(selectors, here);
  const all = selectors.flatMap((each) => (each.type === 'aliasPattern' ? [each.prefix] : []));
  let fresh = segment;
  while ([...aliases, ...all].some((name) => name.includes(fresh))) fresh += 'z';
  const below = [...new Set(all)].flatMap((prefix) => [`${prefix}${fresh}`, `${prefix}${fresh}/${fresh}`]);
  return { ids: [...keyIds], aliases: [...aliases, ...below] };
}

/** Of these names those that a selector names. */
export function namesOfSelector(selector: KeySelector, { ids, aliases }: NamedKeys, here: Locality): NamedKeys {
  const exact = identifiersHere([selector], here);
  const fits =
    selector.type === 'aliasPattern'
      ? fitsPattern(selector.prefix, selector.depth)
      : (name: string) => exact.aliases.has(name);
  return { ids: ids.filter((id) => exact.keyIds.has(id as KeyId)), aliases: aliases.filter(fits) };
}

/** Values of `key.id`. */
export function idClasses({ ids }: NamedKeys): readonly unknown[] {
  return [anyKeyId, ...ids, undefined];
}

/** Values of `key.aliases`: at most one for each rule that must apply. */
export function aliasClasses(
  { aliases }: NamedKeys,
  first: readonly string[],
  second: readonly string[],
): readonly unknown[] {
  const pairs = first.flatMap((one) => second.filter((each) => each !== one).map((each) => [one, each]));
  return [[], ...aliases.map((alias) => [alias]), ...pairs, undefined];
}
