import type { KeySelector, PolicyRule } from '../../policy-set.ts';
import { compileKeyCondition } from '../../evaluation/compile-key-condition.ts';
import { keyFacts } from '../../evaluation/key-facts.ts';
import { selectorWords } from '../../evaluation/rule-words.ts';
import { no } from '../../evaluation/truth.ts';
import { nearName } from '../../form/near-name.ts';
import { about, type Discovery, type LintRule } from '../lint-rule.ts';
import type { LintSubject } from '../lint-subject.ts';

export const deadSelector: LintRule = {
  code: 'P201',
  level: 'warning',
  title: 'A selector that names no key of the tests',
  find: (subject) =>
    deadSelectors(subject, ({ type }) => type !== 'alias').map(({ rule, selector, path }) =>
      about(
        rule,
        path,
        `${selectorWords(selector)} names no key that a file of tests has.`,
        'Give a file of tests such a key, or remove the selector.',
      ),
    ),
};

export const danglingAlias: LintRule = {
  code: 'P202',
  level: 'warning',
  title: 'An alias that no key of the tests has',
  find(subject) {
    const known = subject.worlds.flatMap(({ keys }) => keys.flatMap(({ aliases = [] }) => aliases));
    return deadSelectors(subject, ({ type }) => type === 'alias').map(({ rule, selector, path }): Discovery => {
      const near = selector.type === 'alias' ? nearName(selector.alias, known) : undefined;
      const guess = near === undefined ? '' : `; did you mean ${near}?`;
      return about(
        rule,
        path,
        `No key that a file of tests has is called ${selectorWords(selector)}${guess}`.replace(/[^?]$/, '$&.'),
        'Correct the alias, give a key of the tests that alias, or remove the selector.',
        near,
      );
    });
  },
};

interface DeadSelector {
  readonly rule: PolicyRule;
  readonly selector: KeySelector;
  readonly path: string;
}

/** Where the tests have no keys at all nothing can be said. What is unknown of a key may be what is asked for. */
function deadSelectors({ policies, worlds }: LintSubject, isMeant: (selector: KeySelector) => boolean): DeadSelector[] {
  if (worlds.every(({ keys }) => keys.length === 0)) return [];
  return policies.rules.flatMap((rule) =>
    rule.keys === 'all'
      ? []
      : rule.keys.flatMap((selector, place) => {
          const isAlive = worlds.some(({ here, keys }) => {
            const condition = compileKeyCondition([selector], here);
            return keys.some((key) => condition(keyFacts(key), undefined) !== no);
          });
          return isAlive || !isMeant(selector) ? [] : [{ rule, selector, path: `keys.${place}` }];
        }),
  );
}
