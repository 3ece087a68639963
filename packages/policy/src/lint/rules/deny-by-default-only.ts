import { compilePolicy } from '../../evaluation/compile-policy.ts';
import { decide } from '../../evaluation/decide.ts';
import { TestWorld } from '../../testing/test-world.ts';
import { questionsOf } from '../case-questions.ts';
import type { Discovery, LintRule } from '../lint-rule.ts';

/** A rule could be deleted unnoticed where the denial that a case expects of it comes from there being no allow. */
export const denyByDefaultOnly: LintRule = {
  code: 'T102',
  level: 'warning',
  title: 'A case whose denial only shows that no rule allows',
  find: ({ tests }) =>
    tests.flatMap(({ tests: file, policies }): readonly Discovery[] => {
      const world = new TestWorld(file);
      const rules = compilePolicy(policies, world.here);
      return file.cases.flatMap((each) => {
        const explained = new Set(each.because?.map(({ name }) => name));
        const unexplained = each.expect
          .filter(({ name, value }) => value === 'deny' && name !== '*' && !explained.has(name) && !explained.has('*'))
          .map(({ name }) => name)
          .filter((action) =>
            questionsOf(each, action).some(
              (question) => decide(rules, world.request(question)).decision.kind === 'default',
            ),
          );
        if (unexplained.length === 0) return [];
        return [
          {
            position: each.position,
            message: `The case “${each.name}” expects deny for ${unexplained.join(', ')}, and no rule denies it: only an allow is missing.`,
            fix: 'Say because: default if that is what the case shows, or name the rule that must deny.',
          },
        ];
      });
    }),
};
