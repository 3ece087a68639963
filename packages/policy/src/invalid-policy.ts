import { VaultError } from '@chatelaine/core';
import { formatPolicyProblem, type PolicyProblem } from './problem.ts';

const mostShown = 50;

interface Told {
  readonly problems: readonly PolicyProblem[];
  readonly count: number;
  readonly what: string;
}

const told = new WeakMap<object, Told>();

/**
 * One error for everything that is wrong.
 *
 * @param what what was read, to begin a sentence
 */
export function invalidPolicy(problems: readonly PolicyProblem[], count: number, what = 'The policy'): VaultError {
  const shown = problems.slice(0, mostShown).map((problem) => formatPolicyProblem(problem));
  if (count > shown.length) shown.push(`… and ${count - shown.length} more`);
  const head = `${what} has ${count === 1 ? 'a problem' : `${count} problems`}; nothing of it was taken.`;
  const error = new VaultError('InvalidPolicy', [head, ...shown].join('\n'));
  told.set(error, { problems, count, what });
  return error;
}

/** The same error with its documents named otherwise, by their paths from another folder say; any other error as it is. */
export function withDocumentsNamed(error: unknown, nameOf: (document: string) => string): unknown {
  const known = typeof error === 'object' && error !== null ? told.get(error) : undefined;
  if (known === undefined) return error;
  const problems = known.problems.map((problem) => ({ ...problem, document: nameOf(problem.document) }));
  return invalidPolicy(problems, known.count, known.what);
}
