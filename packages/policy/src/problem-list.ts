import type { PolicyProblem } from './problem.ts';

const mostKept = 1_000;

/** Gathers the problems of a bundle: all are counted, the first thousand are kept. */
export class ProblemList {
  readonly #kept: PolicyProblem[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(problem: PolicyProblem): void {
    this.#count += 1;
    if (this.#kept.length < mostKept) this.#kept.push(Object.freeze(problem));
  }

  /** By document in the order given, then by place. */
  sorted(documents: readonly string[]): readonly PolicyProblem[] {
    const order = new Map(documents.map((name, index) => [name, index]));
    const rank = (problem: PolicyProblem): number => order.get(problem.document) ?? 0;
    return this.#kept.toSorted((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column);
  }
}
