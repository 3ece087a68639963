import { conditionShifts } from '../conditions/catalogue.ts';
import type { Shift } from '../conditions/condition-kind.ts';
import type { PolicyRule, RuleTime } from '../policy-set.ts';

const second = 1_000;

function movedTime(time: RuleTime, step: number): RuleTime {
  const at = time.at + step;
  return { text: new Date(at).toISOString(), at };
}

function shiftedTimes(rule: PolicyRule): readonly Shift<PolicyRule>[] {
  return (['from', 'until'] as const).flatMap((member) => {
    const time = rule[member];
    if (time === undefined) return [];
    return [-second, second].map((step) => {
      const moved = movedTime(time, step);
      return { words: `${member} ${time.text} → ${moved.text}`, value: { ...rule, [member]: moved } };
    });
  });
}

/** The rule with one threshold moved by one step, once for each threshold and direction: for mutation tests. */
export function shiftedRules(rule: PolicyRule): readonly Shift<PolicyRule>[] {
  const shifted = (['when', 'unless'] as const).flatMap((member) => {
    const conditions = rule[member];
    if (conditions === undefined) return [];
    return conditionShifts(conditions).map(({ words, value }) => ({
      words: `${member}.${words}`,
      value: { ...rule, [member]: value },
    }));
  });
  return [...shiftedTimes(rule), ...shifted];
}
