import { conditionEntries, type Conditions } from '../conditions/catalogue.ts';
import type { Condition } from '../conditions/condition-kind.ts';
import type { PolicyRule } from '../policy-set.ts';
import { no, not, type Truth, truthOf, unknown, yes } from './truth.ts';

function all(conditions: readonly Condition[]): Condition | undefined {
  const [first, ...others] = conditions;
  if (first === undefined || others.length === 0) return first;
  return (request) => {
    let answer: Truth = yes;
    for (let place = 0; place < conditions.length; place += 1) {
      const truth = conditions[place]?.(request) ?? unknown;
      if (truth === no) return no;
      if (truth === unknown) answer = unknown;
    }
    return answer;
  };
}

/** Compiles `when`, or what is in `unless`: whether all of it holds. */
export function compileConditions(conditions: Conditions): Condition {
  return all(conditionEntries(conditions).flatMap(({ parts }) => parts.map(({ test }) => test))) ?? (() => yes);
}

/** Whether a moment has come. What is no moment is unknown. */
export function isSince(at: number, now: number): Truth {
  return typeof now === 'number' && !Number.isNaN(now) ? truthOf(now >= at) : unknown;
}

/**
 * Compiles all that a rule asks besides principal, action and key: `from`, `until`, `when` and not `unless`.
 * `undefined` for a rule that asks nothing more.
 */
export function compileRuleConditions({ from, until, when, unless }: PolicyRule): Condition | undefined {
  const conditions: Condition[] = [];
  if (from !== undefined) conditions.push(({ now }) => isSince(from.at, now));
  if (until !== undefined) conditions.push(({ now }) => not(isSince(until.at, now)));
  if (when !== undefined) conditions.push(compileConditions(when));
  if (unless !== undefined) {
    const holds = compileConditions(unless);
    conditions.push((request) => not(holds(request)));
  }
  return all(conditions);
}
