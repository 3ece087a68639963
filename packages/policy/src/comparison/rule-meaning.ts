import type { PolicyRule } from '../policy-set.ts';

/** What a rule says, but for its words and its name. */
export function meaningOf({ effect, who, except, keys, when, unless, from, until }: PolicyRule): string {
  return JSON.stringify([effect, who, except, keys, when, unless, from?.at, until?.at]);
}
