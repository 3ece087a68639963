import { about, type LintRule } from '../lint-rule.ts';

export const past: LintRule = {
  code: 'P203',
  level: 'warning',
  title: 'A rule whose time is over',
  find: ({ policies, now }) =>
    policies.rules.flatMap((rule) =>
      rule.until === undefined || rule.until.at > now
        ? []
        : [about(rule, 'until', `The rule ended with ${rule.until.text}.`, 'Remove the rule, or give it more time.')],
    ),
};
