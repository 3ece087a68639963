import type { Principal } from '@chatelaine/core';
import { no, type Truth, unknown, yes } from '../evaluation/truth.ts';
import { compileTemplate, variablesOf } from '../language/template.ts';
import type { WantedPair } from '../policy-set.ts';
import type { Fact } from './condition-kind.ts';

/** Whether a value is one of several texts, any of which may hold variables. */
export type IsWanted = (value: unknown, principal: Principal) => Truth;

export function compileWanted(values: readonly string[]): IsWanted {
  const fixed: ReadonlySet<unknown> = new Set(values.filter((value) => variablesOf(value).length === 0));
  const templates = values.filter((value) => !fixed.has(value)).map(compileTemplate);
  return (value, principal) => {
    if (typeof value !== 'string') return unknown;
    if (fixed.has(value)) return yes;
    let answer: Truth = no;
    for (const template of templates) {
      const text = template(principal);
      if (text === value) return yes;
      if (text === undefined) answer = unknown;
    }
    return answer;
  };
}

/** What texts with variables read of a principal. */
export function factsOfTemplates(values: readonly string[]): readonly Fact[] {
  const names = values.flatMap(variablesOf);
  return [...new Set(names)].map((name) => (name === 'id' ? 'principal.id' : `principal.attributes.${name}`));
}

/** `env=prod`, `env=prod|stage`. */
export function pairWords({ name, values }: WantedPair): string {
  return `${name}=${values.join('|')}`;
}
