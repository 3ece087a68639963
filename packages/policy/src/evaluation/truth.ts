/**
 * The answer to a question about a request, in the strong three-valued logic of Kleene: "or" is the greatest of several
 * answers, "and" the least. Unknown is what a fact that is absent or of the wrong type answers.
 */
export type Truth = typeof no | typeof unknown | typeof yes;

export const no = 0;
export const unknown = 1;
export const yes = 2;

/** What is true where the other is not. Unknown stays unknown. */
export function not(truth: Truth): Truth {
  if (truth === unknown) return unknown;
  return truth === yes ? no : yes;
}

export function truthOf(holds: boolean): Truth {
  return holds ? yes : no;
}

/** For reports: people and programs read words. */
export type TruthName = 'yes' | 'no' | 'unknown';

const truthNames: readonly TruthName[] = ['no', 'unknown', 'yes'];

export function truthName(truth: Truth): TruthName {
  return truthNames[truth] ?? 'unknown';
}
