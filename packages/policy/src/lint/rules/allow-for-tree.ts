import { selectorWords } from '../../evaluation/rule-words.ts';
import { about, type LintRule } from '../lint-rule.ts';

export const allowForTree: LintRule = {
  code: 'P103',
  level: 'warning',
  title: 'An allow for aliases of any depth',
  find: ({ policies }) =>
    policies.rules.flatMap((rule) =>
      rule.effect === 'deny' || rule.keys === 'all'
        ? []
        : rule.keys.flatMap((selector, place) =>
            selector.type === 'aliasPattern' && selector.depth === 'tree'
              ? [
                  about(
                    rule,
                    `keys.${place}`,
                    `${selectorWords(selector)} gives what the rule gives on keys at any depth below ${selector.prefix}.`,
                    `Write ${selector.prefix}* if one level is enough.`,
                  ),
                ]
              : [],
          ),
    ),
};
