import { changesKeys } from '../key-changes.ts';
import { about, type LintRule } from '../lint-rule.ts';

/** Whoever has one of these can give rights to others, or to himself. */
function isPowerful(action: string): boolean {
  return action === 'kms:cmk:createGrant' || changesKeys(action);
}

export const powerfulWithoutConditions: LintRule = {
  code: 'P104',
  level: 'warning',
  title: 'An allow to change who may do what, without conditions',
  find: ({ policies }) =>
    policies.rules.flatMap((rule) => {
      const given = rule.actions.filter(isPowerful);
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
