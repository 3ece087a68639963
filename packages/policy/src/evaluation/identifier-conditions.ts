import type { KeyCondition } from './key-condition.ts';
import { no, type Truth, unknown, yes } from './truth.ts';

/** Keys by id. The single id, which most rules have, is compared without a set. */
export function keyIdCondition(keyIds: ReadonlySet<string>): KeyCondition {
  const [only, ...others] = keyIds;
  if (others.length === 0) {
    return ({ id }, asked) => {
      if (id === only || asked === only) return yes;
      return typeof id === 'string' ? no : unknown;
    };
  }
  return ({ id }, asked) => {
    if (asked !== undefined && keyIds.has(asked)) return yes;
    if (typeof id !== 'string') return unknown;
    return keyIds.has(id) ? yes : no;
  };
}

/** Keys by alias: one that fits is enough. */
export function aliasCondition(fits: (alias: string) => boolean): KeyCondition {
  return ({ aliases }, asked) => {
    if (asked !== undefined && fits(asked)) return yes;
    if (!Array.isArray(aliases)) return unknown;
    let answer: Truth = no;
    for (let place = 0; place < aliases.length; place += 1) {
      const alias: unknown = aliases[place];
      if (typeof alias !== 'string') answer = unknown;
      else if (fits(alias)) return yes;
    }
    return answer;
  };
}

/** Being one of several aliases. */
export function isOneOf(aliases: ReadonlySet<string>): (alias: string) => boolean {
  const [only, ...others] = aliases;
  return others.length === 0 ? (alias) => alias === only : (alias) => aliases.has(alias);
}

/** Fitting a pattern: beginning with its prefix and going on, by one segment or by any number of them. */
export function fitsPattern(prefix: string, depth: 'segment' | 'tree'): (alias: string) => boolean {
  return (alias) =>
    alias.length > prefix.length &&
    alias.startsWith(prefix) &&
    (depth === 'tree' || !alias.includes('/', prefix.length));
}
