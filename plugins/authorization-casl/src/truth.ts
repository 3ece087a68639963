/**
 * The answer to a question about a snapshot, in the strong three-valued logic of Kleene: "or" is the greatest of several
 * answers, "and" the least. Unknown is what a member that is absent or of the wrong type answers.
 */
export type Truth = typeof no | typeof unknown | typeof yes;

export const no = 0;
export const unknown = 1;
export const yes = 2;
