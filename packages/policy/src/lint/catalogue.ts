import type { LintRule } from './lint-rule.ts';
import { aliasEscalation } from './rules/alias-escalation.ts';
import { allowForAllKeys } from './rules/allow-for-all-keys.ts';
import { allowForEverybody } from './rules/allow-for-everybody.ts';
import { allowForTree } from './rules/allow-for-tree.ts';
import { caseWithoutContext } from './rules/case-without-context.ts';
import { confusable } from './rules/confusable.ts';
import { danglingAlias, deadSelector } from './rules/dead-selector.ts';
import { denyByDefaultOnly } from './rules/deny-by-default-only.ts';
import { dutiesTogether } from './rules/duties-together.ts';
import { past } from './rules/past.ts';
import { powerfulWithoutConditions } from './rules/powerful-without-conditions.ts';
import { duplicate, redundant } from './rules/redundant.ts';
import { shadowed } from './rules/shadowed.ts';
import { unpinnedAlias } from './rules/unpinned-alias.ts';
import { unusedSet } from './rules/unused-set.ts';

/** Every rule of lint that looks for something in policies and tests, by code. */
export const lintRules: readonly LintRule[] = [
  allowForAllKeys,
  allowForEverybody,
  allowForTree,
  powerfulWithoutConditions,
  deadSelector,
  danglingAlias,
  past,
  unusedSet,
  shadowed,
  redundant,
  duplicate,
  aliasEscalation,
  unpinnedAlias,
  dutiesTogether,
  confusable,
  denyByDefaultOnly,
  caseWithoutContext,
];
