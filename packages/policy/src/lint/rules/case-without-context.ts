import { conditionEntries } from '../../conditions/catalogue.ts';
import { compilePolicy } from '../../evaluation/compile-policy.ts';
import { askRules } from '../../evaluation/decide.ts';
import { unknown } from '../../evaluation/truth.ts';
import type { PolicyRule } from '../../policy-set.ts';
import { TestWorld } from '../../testing/test-world.ts';
import { questionsOf } from '../case-questions.ts';
import type { Discovery, LintRule } from '../lint-rule.ts';

export const caseWithoutContext: LintRule = {
  code: 'T103',
  level: 'warning',
  title: 'A case without context where rules ask for one',
  find: ({ tests }) =>
    tests.flatMap(({ tests: file, policies }): readonly Discovery[] => {
      const world = new TestWorld(file);
      const rules = compilePolicy(policies, world.here);
      return file.cases.flatMap((each) => {
        if (each.context !== undefined) return [];
        const open = each.expect
          .filter(({ name }) => name !== '*')
          .flatMap(({ name }) => questionsOf(each, name))
          .flatMap((question) => askRules(rules, world.request(question)))
          .filter(({ truth, compiled }) => truth === unknown && asksOfContext(compiled.rule))
          .map(({ compiled }) => compiled.rule.name);
        if (open.length === 0) return [];
        return [
          {
            position: each.position,
            message: `The case “${each.name}” names no context, so nobody knows whether ${[...new Set(open)].join(', ')} applies.`,
            fix: 'Name a context that tells what the rule asks for, or one that leaves it out on purpose.',
          },
        ];
      });
    }),
};

function asksOfContext({ when, unless }: PolicyRule): boolean {
  return [when, unless].some((conditions) =>
    (conditions === undefined ? [] : conditionEntries(conditions)).some(({ parts }) =>
      parts.some(({ reads }) => reads.some((fact) => /^(?:context|encryptionContext|facts)\b/.test(fact))),
    ),
  );
}
