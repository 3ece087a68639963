import { pairWords } from '../conditions/wanted-text.ts';
import type { KeySelector, PolicyRule } from '../policy-set.ts';
import { attributeNames } from './attribute-facts.ts';

/** Whom a rule concerns, in words. */
export function whoWords({ who, except }: PolicyRule): string {
  const whom = who === 'all' ? 'all' : who.join(', ');
  return except.length === 0 ? `who is ${whom}` : `who is ${whom}, except ${except.join(', ')}`;
}

/** Which keys a rule is for, in words. */
export function keysWords(keys: 'all' | readonly KeySelector[]): string {
  return keys === 'all' ? 'the key is any' : `the key is ${keys.map(selectorWords).join(' or ')}`;
}

/** A selector, as it may be written. */
export function selectorWords(selector: KeySelector): string {
  switch (selector.type) {
    case 'key':
      return selector.locality
        ? `kms:${selector.locality.region}:${selector.locality.domainId}:KeyId:${selector.keyId}`
        : selector.keyId;
    case 'alias':
      return selector.locality
        ? `kms:${selector.locality.region}:${selector.locality.domainId}:${selector.alias.replace('alias/', 'alias:')}`
        : selector.alias;
    case 'aliasPattern':
      return `${selector.prefix}${selector.depth === 'segment' ? '*' : '**'}`;
    case 'attributes':
      return [
        ...(selector.tags ?? []).map((pair) => `tag ${pairWords(pair)}`),
        ...attributeNames.flatMap((name) => {
          const values = selector[name];
          return values === undefined ? [] : [`${name} ${values.join('|')}`];
        }),
      ].join(' and ');
  }
}
