import type { LintRule } from '../lint-rule.ts';

export const unusedSet: LintRule = {
  code: 'P204',
  level: 'warning',
  title: 'A set that no rule uses',
  find: ({ policies }) =>
    policies.documents.flatMap(({ sets }) =>
      sets
        .filter(({ isUsed }) => !isUsed)
        .map(({ name, position }) => ({
          position,
          message: `No rule of the document uses the set ${name}.`,
          fix: `Use it as "@${name}", or remove it.`,
        })),
    ),
};
