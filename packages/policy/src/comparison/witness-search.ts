import type { AuthorizationRequest } from '@chatelaine/core';
import { no, type Truth, yes } from '../evaluation/truth.ts';
import { type AskedRule, type Dimension, type Question, truthOfRule } from './rule-question.ts';

/** What must be true of a rule. */
export interface Demand {
  readonly rule: AskedRule;
  /** `applies`: certainly; `may`: it can't be ruled out; `not`: it is ruled out; `uncertain`: it does not apply for certain. */
  readonly must: 'applies' | 'may' | 'not' | 'uncertain';
}

export interface Search {
  readonly demands: readonly Demand[];
  readonly values: ReadonlyMap<Dimension, readonly unknown[]>;
  readonly request: (choices: ReadonlyMap<Dimension, unknown>) => AuthorizationRequest;
  /** How many values may be tried. */
  readonly budget: number;
}

export type Found = { readonly request: AuthorizationRequest } | 'none' | 'budget';

/**
 * Looks for a request that meets all demands, by choosing dimension after dimension and turning back as soon as a demand can't be
 * met. Dimensions that nothing hangs on are never chosen.
 */
export function searchWitness(search: Search): Found {
  return new WitnessSearch(search).run();
}

/** A demand that what was chosen does not meet. */
const contradiction: unique symbol = Symbol('contradiction');

class WitnessSearch {
  readonly #search: Search;
  readonly #answers = new Map<Question, Map<string, Truth>>();
  readonly #values: Map<Dimension, readonly unknown[]>;
  readonly #chosen = new Map<Dimension, number>();
  #left: number;

  constructor(search: Search) {
    this.#search = search;
    this.#left = search.budget;
    this.#values = new Map(search.values);
    this.#mergeClasses();
  }

  run(): Found {
    return this.#choose() ?? (this.#left > 0 ? 'none' : 'budget');
  }

  #choose(): Found | undefined {
    const open = this.#openDimension();
    if (open === contradiction) return undefined;
    if (open === undefined) return { request: this.#request() };
    const count = this.#values.get(open)?.length ?? 0;
    for (let place = 0; place < count && this.#left > 0; place += 1) {
      this.#left -= 1;
      this.#chosen.set(open, place);
      const found = this.#choose();
      if (found !== undefined) return found;
    }
    this.#chosen.delete(open);
    return undefined;
  }

  /** A dimension that some demand still hangs on. */
  #openDimension(): Dimension | typeof contradiction | undefined {
    let open: Dimension | undefined;
    for (const { rule, must } of this.#search.demands) {
      if (must === 'applies' || must === 'may') {
        // All that it asks must hold: one answer that does not fit is enough to turn back.
        for (const question of rule.all) {
          const answer = this.#answer(question);
          if (answer === no || (must === 'applies' && answer !== undefined && answer !== yes)) return contradiction;
        }
      }
      const truth = truthOfRule(rule, (question) => this.#answer(question));
      if (truth === undefined) open ??= this.#openIn(rule);
      else if (!fits(truth, must)) return contradiction;
    }
    return open;
  }

  #openIn({ all, unless }: AskedRule): Dimension | undefined {
    for (const question of [...all, ...unless]) {
      if (this.#answer(question) !== undefined) continue;
      const dimension = question.dimensions.find((each) => !this.#chosen.has(each));
      if (dimension !== undefined) return dimension;
    }
    return undefined;
  }

  #answer(question: Question): Truth | undefined {
    let places = '';
    for (const dimension of question.dimensions) {
      const place = this.#chosen.get(dimension);
      if (place === undefined) return undefined;
      places += `${place} `;
    }
    let known = this.#answers.get(question);
    if (known === undefined) this.#answers.set(question, (known = new Map<string, Truth>()));
    let truth = known.get(places);
    if (truth === undefined) known.set(places, (truth = question.test(this.#request())));
    return truth;
  }

  #request(): AuthorizationRequest {
    return this.#search.request(
      new Map([...this.#chosen].map(([dimension, place]) => [dimension, this.#values.get(dimension)?.[place]])),
    );
  }

  /** Of values by which all questions are answered alike, one is enough. */
  #mergeClasses(): void {
    const questions = this.#search.demands.flatMap(({ rule }) => [...rule.all, ...rule.unless]);
    const mixed = new Set(questions.flatMap(({ dimensions }) => (dimensions.length > 1 ? dimensions : [])));
    for (const [dimension, values] of this.#values) {
      const asking = questions.filter(({ dimensions }) => dimensions.includes(dimension));
      if (asking.length === 0 || mixed.has(dimension) || values.length < 3) continue;
      const classes = new Map<string, unknown>();
      for (const value of values) {
        const request = this.#search.request(new Map([[dimension, value]]));
        const answers = asking.map(({ test }) => test(request)).join('');
        if (!classes.has(answers)) classes.set(answers, value);
      }
      this.#values.set(dimension, [...classes.values()]);
    }
  }
}

function fits(truth: Truth, must: Demand['must']): boolean {
  switch (must) {
    case 'applies':
      return truth === yes;
    case 'may':
      return truth !== no;
    case 'not':
      return truth === no;
    case 'uncertain':
      return truth !== yes;
  }
}
