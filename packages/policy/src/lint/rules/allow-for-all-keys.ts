import { keylessActions } from '@chatelaine/core';
import { about, type LintRule } from '../lint-rule.ts';
import { someOf } from '../some-of.ts';

export const allowForAllKeys: LintRule = {
  code: 'P101',
  level: 'warning',
  title: 'An allow for all keys',
  find: ({ policies }) =>
    policies.rules
      .filter(({ effect, keys, actions }) => effect === 'allow' && keys === 'all' && actions.some(concernsKey))
      .map((rule) =>
        about(
          rule,
          'keys',
          `The rule gives ${someOf(rule.actions.filter(concernsKey))} on every key, those that are made later too.`,
          'Name the keys by alias/prefix/** or by their tags, and leave actions that concern no key in a rule of their own.',
        ),
      ),
};

/** Lists and random bytes concern no single key, and can be given for all keys only. */
function concernsKey(action: string): boolean {
  return !keylessActions.includes(action);
}
