import { about, type LintRule } from '../lint-rule.ts';
import { someOf } from '../some-of.ts';

export const allowForEverybody: LintRule = {
  code: 'P102',
  level: 'warning',
  title: 'An allow for everybody',
  find: ({ policies }) =>
    policies.rules
      .filter(({ effect, who }) => effect === 'allow' && who === 'all')
      .map((rule) =>
        about(
          rule,
          'who',
          `The rule gives ${someOf(rule.actions)} to everybody whom the host lets in.`,
          'Name the roles, groups or principals that need it.',
        ),
      ),
};
