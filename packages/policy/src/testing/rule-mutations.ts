import { shiftedRules } from '../evaluation/shifted-rules.ts';
import type { PolicyPlace, PolicyRule } from '../policy-set.ts';

/** A way to be wrong by a slip. */
export type MutationKind =
  | 'drop rule'
  | 'flip effect'
  | 'drop when'
  | 'drop unless'
  | 'drop except'
  | 'keys: all'
  | 'who: all'
  | 'shift threshold';

/** A rule with one slip in it. */
export interface RuleMutation {
  readonly kind: MutationKind;
  /** What was changed, in words: `mfa.maxAgeSeconds 900 → 901`. */
  readonly words: string;
  /** Absent: the rule is gone. */
  readonly mutant?: PolicyRule;
  readonly place: PolicyPlace;
}

/** Every mutation of a rule that changes what it says. */
export function mutationsOf(rule: PolicyRule): readonly RuleMutation[] {
  const { effect, who, keys, when, unless, except, position, places } = rule;
  const at = (member: string): PolicyPlace => {
    const { line, column } = places[member] ?? position;
    return { line, column };
  };
  const flipped = effect === 'allow' ? 'deny' : 'allow';
  const mutations: RuleMutation[] = [
    { kind: 'drop rule', words: 'the rule is gone', place: at('') },
    {
      kind: 'flip effect',
      words: `effect ${effect} → ${flipped}`,
      mutant: { ...rule, effect: flipped },
      place: at('effect'),
    },
  ];
  if (when !== undefined) {
    const { when: _dropped, ...mutant } = rule;
    mutations.push({ kind: 'drop when', words: 'when is gone', mutant, place: at('when') });
  }
  if (unless !== undefined) {
    const { unless: _dropped, ...mutant } = rule;
    mutations.push({ kind: 'drop unless', words: 'unless is gone', mutant, place: at('unless') });
  }
  if (except.length > 0) {
    mutations.push({
      kind: 'drop except',
      words: 'except is gone',
      mutant: { ...rule, except: [] },
      place: at('except'),
    });
  }
  if (keys !== 'all') {
    mutations.push({ kind: 'keys: all', words: 'keys: all', mutant: { ...rule, keys: 'all' }, place: at('keys') });
  }
  if (who !== 'all') {
    mutations.push({ kind: 'who: all', words: 'who: all', mutant: { ...rule, who: 'all' }, place: at('who') });
  }
  for (const { words, value: mutant } of shiftedRules(rule)) {
    const [member = ''] = words.split(' ', 1);
    const place = at(member.split('.').slice(0, 2).join('.'));
    mutations.push({ kind: 'shift threshold', words, mutant, place });
  }
  return mutations;
}
