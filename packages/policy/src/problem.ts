/** What kind of mistake a problem is. Codes don't change within a major version; messages may. */
export type PolicyProblemCode =
  | 'invalid-document'
  | 'hidden-character'
  | 'malformed'
  | 'refused-syntax'
  | 'too-deep'
  | 'duplicate-member'
  | 'unknown-member'
  | 'missing-member'
  | 'empty-value'
  | 'invalid-value'
  | 'unknown-name'
  | 'duplicate-name'
  | 'keyless-action';

/** One mistake in a bundle of policy documents. */
export interface PolicyProblem {
  /** The name of the document, as given. */
  readonly document: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly code: PolicyProblemCode;
  /** What is wrong, and the near name that was probably meant. Holds no hidden characters. */
  readonly message: string;
}

/** `name:line:column what is wrong`. */
export function formatPolicyProblem(problem: PolicyProblem): string {
  return `${problem.document}:${problem.line}:${problem.column} ${problem.message}`;
}
