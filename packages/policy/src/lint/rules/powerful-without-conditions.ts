import { about, type LintRule } from '../lint-rule.ts';

/** Whoever has one of these can give rights to others, or to himself. */
const powerful: ReadonlySet<string> = new Set([
  'kms:alias:associate',
  'kms:alias:create',
  'kms:alias:delete',
  'kms:cmk:createGrant',
  'kms:cmk:tag',
  'kms:cmk:untag',
]);

export const powerfulWithoutConditions: LintRule = {
  code: 'P104',
  level: 'warning',
  title: 'An allow to change who may do what, without conditions',
  find: ({ policies }) =>
    policies.rules.flatMap((rule) => {
      const given = rule.actions.filter((action) => powerful.has(action));
      if (rule.effect === 'deny' || rule.when !== undefined || given.length === 0) return [];
      return [
        about(
          rule,
          'actions',
          `The rule gives ${given.join(', ')} in all circumstances, and by these others come to rights.`,
          'Ask for something under when: mfa, approvals, source, time, or grant.',
        ),
      ];
    }),
};
