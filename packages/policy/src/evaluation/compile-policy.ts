import type { Locality } from '@chatelaine/core';
import type { PolicySet } from '../policy-set.ts';
import { type CompiledRule, compileRule } from './compiled-rule.ts';

/** Compiles every rule of a set, in the order of names. To change one rule, compile it again and put it in its place. */
export function compilePolicy({ rules }: PolicySet, here: Locality): readonly CompiledRule[] {
  return rules.map((rule) => compileRule(rule, here));
}
