import type { Locality } from '@chatelaine/core';
import type { KeySelector } from '../policy-set.ts';

/** Shared: rules are many, and few of them name both. */
const none: ReadonlySet<string> = new Set();

/** The key ids and the aliases that selectors name in this vault: a URN of this locality names what it ends in. */
export interface IdentifiersHere {
  readonly keyIds: ReadonlySet<string>;
  readonly aliases: ReadonlySet<string>;
}

export function identifiersHere(keys: readonly KeySelector[], { region, domainId }: Locality): IdentifiersHere {
  let keyIds: Set<string> | undefined;
  let aliases: Set<string> | undefined;
  for (const selector of keys) {
    if (selector.type !== 'key' && selector.type !== 'alias') continue;
    const { locality } = selector;
    if (locality !== undefined && (locality.region !== region || locality.domainId !== domainId)) continue;
    if (selector.type === 'key') (keyIds ??= new Set()).add(selector.keyId);
    else (aliases ??= new Set()).add(selector.alias);
  }
  return { keyIds: keyIds ?? none, aliases: aliases ?? none };
}
