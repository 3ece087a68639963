import type { PolicyRule } from '../../policy-set.ts';
import { coversRule } from '../containment.ts';
import { about, type LintRule } from '../lint-rule.ts';

export const redundant: LintRule = {
  code: 'P302',
  level: 'warning',
  title: 'A rule that another one contains',
  find: ({ policies: { rules } }) =>
    rules.flatMap((rule) => {
      const outer = coverOf(rule, rules, (other) => !coversRule(rule, other));
      if (outer === undefined) return [];
      return [
        about(
          rule,
          'id',
          `The rule changes nothing: ${outer.name} applies wherever it does.`,
          `Remove the rule, or narrow ${outer.name}.`,
          outer.name,
        ),
      ];
    }),
};

export const duplicate: LintRule = {
  code: 'P303',
  level: 'warning',
  title: 'A rule that says what another one says',
  find: ({ policies: { rules } }) =>
    rules.flatMap((rule, place) => {
      const same = coverOf(rule, rules.slice(0, place), (other) => coversRule(rule, other));
      if (same === undefined) return [];
      return [about(rule, 'id', `The rule says the same as ${same.name}.`, 'Remove one of the two.', same.name)];
    }),
};

function coverOf(
  rule: PolicyRule,
  others: readonly PolicyRule[],
  isMeant: (other: PolicyRule) => boolean,
): PolicyRule | undefined {
  return others.find((other) => other !== rule && coversRule(other, rule) && isMeant(other));
}
