import type { Locality } from '@chatelaine/core';
import type { KeySelector } from '../policy-set.ts';
import { attributesCondition } from './attributes-condition.ts';
import { aliasCondition, fitsPattern, isOneOf, keyIdCondition } from './identifier-conditions.ts';
import { identifiersHere } from './identifiers-here.ts';
import type { KeyCondition } from './key-condition.ts';
import type { KeyFacts } from './key-facts.ts';
import { no, type Truth, unknown, yes } from './truth.ts';

/**
 * Compiles the member `keys` of a rule. It is for a key if any of its selectors is. What a URN of another locality names
 * is no key of this vault.
 */
export function compileKeyCondition(keys: 'all' | readonly KeySelector[], here: Locality): KeyCondition {
  if (keys === 'all') return () => yes;
  const { keyIds, aliases } = identifiersHere(keys, here);
  const conditions = [
    ...(keyIds.size > 0 ? [keyIdCondition(keyIds)] : []),
    ...(aliases.size > 0 ? [aliasCondition(isOneOf(aliases))] : []),
    ...keys.flatMap(selectorCondition),
  ];
  const [first, ...others] = conditions;
  if (first === undefined) return () => no;
  return others.length === 0 ? first : (key, asked) => anyOf(conditions, key, asked);
}

function selectorCondition(selector: KeySelector): readonly KeyCondition[] {
  if (selector.type === 'aliasPattern') return [aliasCondition(fitsPattern(selector.prefix, selector.depth))];
  return selector.type === 'attributes' ? [attributesCondition(selector)] : [];
}

function anyOf(conditions: readonly KeyCondition[], key: KeyFacts, asked: string | undefined): Truth {
  let answer: Truth = no;
  for (let place = 0; place < conditions.length; place += 1) {
    const truth = conditions[place]?.(key, asked) ?? unknown;
    if (truth === yes) return yes;
    if (truth === unknown) answer = unknown;
  }
  return answer;
}
