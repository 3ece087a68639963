import type { Locality } from '@chatelaine/core';
import type { KeySelector } from '../policy-set.ts';

type Identifier = Extract<KeySelector, { type: 'key' | 'alias' }>;

/** The key ids and the aliases that selectors name in this vault: a URN of this locality names what it ends in. */
export interface IdentifiersHere {
  readonly keyIds: ReadonlySet<string>;
  readonly aliases: ReadonlySet<string>;
}

export function identifiersHere(keys: readonly KeySelector[], { region, domainId }: Locality): IdentifiersHere {
  const local = keys.filter(
    (selector): selector is Identifier =>
      (selector.type === 'key' || selector.type === 'alias') &&
      (selector.locality === undefined ||
        (selector.locality.region === region && selector.locality.domainId === domainId)),
  );
  return {
    keyIds: new Set(local.flatMap((selector) => (selector.type === 'key' ? [selector.keyId] : []))),
    aliases: new Set(local.flatMap((selector) => (selector.type === 'alias' ? [selector.alias] : []))),
  };
}
