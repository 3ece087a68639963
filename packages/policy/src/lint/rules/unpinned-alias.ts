import { selectorWords } from '../../evaluation/rule-words.ts';
import { nearName } from '../../form/near-name.ts';
import { about, type LintRule } from '../lint-rule.ts';

/** Only where aliases are pinned at all. */
export const unpinnedAlias: LintRule = {
  code: 'P402',
  level: 'warning',
  title: 'An allow by an alias that is not pinned',
  find: ({ policies: { rules }, pins }) =>
    rules.flatMap((rule) =>
      pins === undefined || rule.effect === 'deny' || rule.keys === 'all'
        ? []
        : rule.keys.flatMap((selector, place) => {
            if (selector.type !== 'alias' || pins.has(selector.alias)) return [];
            return [
              about(
                rule,
                `keys.${place}`,
                `${selectorWords(selector)} is not pinned, so nobody has reviewed which key the rule is for.`,
                'Run chatelaine policy pin, and review what it writes.',
                nearName(selector.alias, pins.keys()),
              ),
            ];
          }),
    ),
};
