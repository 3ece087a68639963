import type { Action, Locality } from '@chatelaine/core';
import type { CompiledRule } from '@chatelaine/policy';
import { caslAbility, type RankedRules } from './casl-ability.ts';
import { SubjectIndex } from './subject-index.ts';
import { anyKey, doubtfulKey, subjectTypes, tagDemand, typeNames } from './subject-types.ts';

/** Where the rules for one action stand. */
export interface ActionIndex {
  /** Those that must be looked at for every key. */
  readonly forAnyKey: RankedRules;
  /** All denies, for keys of which not all is known that rules are found by. */
  readonly inDoubt: RankedRules;
  /** Those that name what a key must have. */
  readonly others: SubjectIndex;
}

/**
 * The rules that apply to a principal, as CASL indexes and ranks them: by action, and by what they name as subject type.
 * So the cost of a decision does not grow with the rules on other keys.
 */
export class RuleIndex {
  /** How many entries it has. */
  readonly weight: number;
  readonly #actions: ReadonlyMap<Action, ActionIndex>;

  /** @param rules those of equal effect rank in this order */
  constructor(rules: readonly CompiledRule[], here: Locality) {
    const demand = tagDemand(rules.map(({ rule }) => rule));
    const placed = rules.map((rule) => {
      const types = subjectTypes(rule.rule.keys, here, demand);
      return { rule, types, subjectTypes: [...typeNames(types), ...(rule.isDeny ? [doubtfulKey] : [])] };
    });
    this.weight = placed.reduce(
      (sum, { rule, subjectTypes: { length } }) => sum + rule.rule.actions.length * length,
      1,
    );
    const ability = caslAbility(placed);
    const actions = new Map<Action, ActionIndex>();
    for (const { rule, types } of placed) {
      for (const action of rule.rule.actions) {
        const rulesUnder = (subjectType: string): RankedRules => ability.possibleRulesFor(action, subjectType);
        const index = actions.get(action) ?? {
          forAnyKey: rulesUnder(anyKey),
          inDoubt: rulesUnder(doubtfulKey),
          others: new SubjectIndex(),
        };
        actions.set(action, index);
        index.others.add(types, rulesUnder);
      }
    }
    this.#actions = actions;
  }

  /** `undefined` if no rule names the action. */
  forAction(action: Action): ActionIndex | undefined {
    return this.#actions.get(action);
  }
}
