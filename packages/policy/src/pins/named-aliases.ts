import type { AliasName } from '@chatelaine/core';
import { fitsPattern } from '../evaluation/identifier-conditions.ts';
import type { PolicySet } from '../policy-set.ts';

/** The aliases that allows name: by these a key comes to rights that it had not, when they are moved. */
export interface NamedAliases {
  readonly exact: ReadonlySet<AliasName>;
  /** Whether an allow is for keys of an alias, exactly or by a pattern. */
  readonly has: (alias: string) => boolean;
}

export function aliasesOfAllows({ rules }: PolicySet): NamedAliases {
  const selectors = rules.flatMap(({ effect, keys }) => (effect === 'deny' || keys === 'all' ? [] : keys));
  const exact = new Set(selectors.flatMap((selector) => (selector.type === 'alias' ? [selector.alias] : [])));
  const patterns = selectors.flatMap((selector) =>
    selector.type === 'aliasPattern' ? [fitsPattern(selector.prefix, selector.depth)] : [],
  );
  return {
    exact,
    has: (alias) => exact.has(alias as AliasName) || patterns.some((fits) => fits(alias)),
  };
}
