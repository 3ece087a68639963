import type { PolicyRule } from '../../policy-set.ts';
import { coversKeys, coversWho, isUnconditional, selectorsOf } from '../containment.ts';
import { about, type LintRule } from '../lint-rule.ts';

export const shadowed: LintRule = {
  code: 'P301',
  level: 'warning',
  title: 'An allow that denies take back whole',
  find: ({ policies: { rules } }) => {
    const denies = rules.filter((rule) => rule.effect === 'deny' && isUnconditional(rule));
    return rules.flatMap((rule) => {
      const by = rule.effect === 'allow' ? shadowOf(rule, denies) : undefined;
      if (by === undefined) return [];
      return [
        about(
          rule,
          'effect',
          `The rule never gives anything: ${by.join(', ')} denies all of it.`,
          'Remove the rule, or narrow the deny.',
        ),
      ];
    });
  },
};

/** The denies that take back every action of a rule for each of its principals and keys; `undefined` if something is left. */
function shadowOf(rule: PolicyRule, denies: readonly PolicyRule[]): readonly string[] | undefined {
  const names = new Set<string>();
  const who = rule.who === 'all' ? (['all'] as const) : rule.who;
  for (const action of rule.actions) {
    for (const entry of who) {
      for (const selector of selectorsOf(rule)) {
        const deny = denies.find(
          (each) => each.actions.includes(action) && coversWho(each, entry) && coversKeys(each, selector),
        );
        if (deny === undefined) return undefined;
        names.add(deny.name);
      }
    }
  }
  return [...names];
}
