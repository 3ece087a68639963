/** One law of a contract, as data. */
export interface Check<Subject> {
  /** A sentence about the subject, such as `lists paths in the order of their bytes`. */
  readonly name: string;
  /**
   * Whether the law holds for subjects with these features; absent: it holds for all. It reads only what the subject
   * declares, and another check holds the subject to its declaration: a law is escaped only by telling the
   * users of the plugin that a feature is missing.
   */
  readonly appliesTo?: (subject: Subject) => boolean;
  /** Rejects, with an `AssertionError` as a rule, if the subject breaks the law. */
  readonly run: (subject: Subject) => Promise<void>;
}

/** How a test is declared: `test` of Vitest or `node:test`, `it` of Mocha. */
export type DeclareTest = (name: string, body: () => Promise<void>) => unknown;

/** The checks that hold for `subject`, in their order. */
export function applicableChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
): readonly Check<Subject>[] {
  return checks.filter((check) => check.appliesTo?.(subject) ?? true);
}

/** Declares one test for each check that holds for `subject`. A check that does not hold is not declared at all. */
export function registerChecks<Subject>(test: DeclareTest, checks: readonly Check<Subject>[], subject: Subject): void {
  for (const check of applicableChecks(checks, subject)) test(check.name, () => check.run(subject));
}
