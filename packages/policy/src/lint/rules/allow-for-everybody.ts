import { about, type LintRule } from '../lint-rule.ts';

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
          `The rule gives ${rule.actions.join(', ')} to everybody whom the host lets in.`,
          'Name the roles, groups or principals that need it.',
        ),
      ),
};
