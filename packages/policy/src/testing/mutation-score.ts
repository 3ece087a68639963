import { applies, type CompiledRule, compileRule } from '../evaluation/compiled-rule.ts';
import type { RuleAnswer } from '../evaluation/decide.ts';
import type { PolicyRule } from '../policy-set.ts';
import { type AskedCheck, outcomeOf } from './ask-check.ts';
import { mutationsOf, type RuleMutation } from './rule-mutations.ts';
import type { FileRun } from './suite-run.ts';

/** A mutation of a rule, and whether a test noticed it. */
export interface MutationResult {
  readonly rule: PolicyRule;
  readonly mutation: RuleMutation;
  readonly isCaught: boolean;
}

/** Makes every mutation of a rule, and asks the tests again of which the rule may be part. */
export function tryMutations(rule: PolicyRule, runs: readonly FileRun[]): readonly MutationResult[] {
  const concerned = runs.flatMap((run) => {
    const original = run.ruleOf(rule);
    return original === undefined
      ? []
      : [{ run, original, checks: rule.actions.flatMap((each) => run.checksFor(each)) }];
  });
  return mutationsOf(rule).map((mutation) => ({
    rule,
    mutation,
    isCaught: concerned.some(({ run, original, checks }) => {
      const mutant = mutation.mutant && compileRule(mutation.mutant, run.world.here);
      return checks.some((asked) => notices(asked, original, mutant));
    }),
  }));
}

/** Whether a check has another outcome where a rule is replaced by a mutant, or is gone. */
function notices(
  { check, request, names, answers, outcome }: AskedCheck,
  original: CompiledRule,
  mutant: CompiledRule | undefined,
): boolean {
  const others = answers.filter(({ compiled }) => compiled !== original);
  const changed: readonly RuleAnswer[] =
    mutant?.isFor(names) === true ? [...others, { compiled: mutant, truth: applies(mutant, request) }] : others;
  if (changed.length === 0 && answers.length === 0) return false;
  return outcomeOf(check, changed).isAsExpected !== outcome.isAsExpected;
}
