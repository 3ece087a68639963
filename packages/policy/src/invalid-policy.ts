import { VaultError } from '@chatelaine/core';
import { formatPolicyProblem, type PolicyProblem } from './problem.ts';

const mostShown = 50;

/**
 * One error for everything that is wrong.
 *
 * @param what what was read, to begin a sentence
 */
export function invalidPolicy(problems: readonly PolicyProblem[], count: number, what = 'The policy'): VaultError {
  const shown = problems.slice(0, mostShown).map((problem) => formatPolicyProblem(problem));
  if (count > shown.length) shown.push(`… and ${count - shown.length} more`);
  const head = `${what} has ${count === 1 ? 'a problem' : `${count} problems`}; nothing of it was taken.`;
  return new VaultError('InvalidPolicy', [head, ...shown].join('\n'));
}
