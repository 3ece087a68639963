import { Ability } from '@casl/ability';
import type { Action } from '@chatelaine/core';
import { type CompiledRule, withoutPrototype } from '@chatelaine/policy';

/** CASL's index of rules of ours, by action and subject type. */
export type CaslAbility = Ability<[string, string], CompiledRule>;

/** Rules of one action and subject type in the order in which they are to be asked: denies first. */
export type RankedRules = ReturnType<CaslAbility['possibleRulesFor']>;

/** A rule, and the subject types that it is to stand under. */
export interface PlacedRule {
  readonly rule: CompiledRule;
  readonly subjectTypes: readonly string[];
}

/**
 * Has CASL index and rank rules. It never evaluates a condition: its own matching takes a subject that is a string, or
 * none, for a match, and a condition that it does not know for no match; both fail open.
 *
 * @param placed rules of equal effect rank in this order
 */
export function caslAbility(placed: readonly PlacedRule[]): CaslAbility {
  // The last rule of a list ranks highest in CASL: denies stand behind all allows, wherever their authors wrote them.
  const reversed = placed.filter(({ subjectTypes }) => subjectTypes.length > 0).toReversed();
  const allows = reversed.filter(({ rule }) => !rule.isDeny);
  const denies = reversed.filter(({ rule }) => rule.isDeny);
  return new Ability<[string, string], CompiledRule>(
    [...allows, ...denies].map(({ rule, subjectTypes }) => {
      const action: Action[] = [...rule.rule.actions];
      return withoutPrototype({ action, subject: [...subjectTypes], inverted: rule.isDeny, conditions: rule });
    }),
    withoutPrototype({
      conditionsMatcher: () => {
        throw new Error('Conditions are not for CASL to evaluate.');
      },
      // CASL lets these two stand for everything; no policy and no key can name them.
      anyAction: '\0any action',
      anySubjectType: '\0any subject',
    }),
  );
}
