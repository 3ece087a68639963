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
    // What can be chosen in one way only is chosen.
    for (const [dimension, values] of this.#values) if (values.length === 1) this.#chosen.set(dimension, 0);
    this.#mergeClasses();
    this.#leaveOutFutile();
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

  /** A dimension that some demand still hangs on: that which can be chosen in the fewest ways, first of the rules that must apply. */
  #openDimension(): Dimension | typeof contradiction | undefined {
    const open: { [Urgency in 'first' | 'later']: Dimension[] } = { first: [], later: [] };
    for (const { rule, must } of this.#search.demands) {
      const isFirst = must === 'applies' || must === 'may';
      if (isFirst) {
        // All that it asks must hold: one answer that does not fit is enough to turn back.
        for (const question of rule.all) {
          const answer = this.#answer(question);
          if (answer === no || (must === 'applies' && answer !== undefined && answer !== yes)) return contradiction;
        }
      }
      const truth = truthOfRule(rule, (question) => this.#answer(question));
      if (truth === undefined) open[isFirst ? 'first' : 'later'].push(...this.#openIn(rule));
      else if (!fits(truth, must)) return contradiction;
    }
    const [dimensions = []] = [open.first, open.later].filter((each) => each.length > 0);
    return dimensions.toSorted((a, b) => this.#count(a) - this.#count(b))[0];
  }

  #count(dimension: Dimension): number {
    return this.#values.get(dimension)?.length ?? 0;
  }

  #openIn({ all, unless }: AskedRule): readonly Dimension[] {
    return [...all, ...unless]
      .filter((question) => this.#answer(question) === undefined)
      .flatMap(({ dimensions }) => dimensions.filter((each) => !this.#chosen.has(each)));
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
    const mixed = new Set(
      questions.map((question) => this.#openOf(question)).flatMap((open) => (open.length > 1 ? open : [])),
    );
    for (const [dimension, values] of this.#values) {
      const asking = questions.filter(({ dimensions }) => dimensions.includes(dimension));
      if (asking.length === 0 || mixed.has(dimension) || values.length < 3) continue;
      const classes = new Map<string, unknown>();
      for (const value of values) {
        const request = this.#requestWith(dimension, value);
        const answers = asking.map(({ test }) => test(request)).join('');
        if (!classes.has(answers)) classes.set(answers, value);
      }
      this.#values.set(dimension, [...classes.values()]);
    }
  }

  /** Values with which a rule that must apply does not, whatever else is chosen. */
  #leaveOutFutile(): void {
    for (const { rule, must } of this.#search.demands) {
      if (must !== 'applies' && must !== 'may') continue;
      for (const question of rule.all) {
        const [dimension, ...others] = this.#openOf(question);
        if (dimension === undefined || others.length > 0) continue;
        const fitting = (this.#values.get(dimension) ?? []).filter((value) =>
          fits(question.test(this.#requestWith(dimension, value)), must),
        );
        this.#values.set(dimension, fitting);
      }
    }
  }

  #openOf({ dimensions }: Question): readonly Dimension[] {
    return dimensions.filter((each) => !this.#chosen.has(each));
  }

  #requestWith(dimension: Dimension, value: unknown): AuthorizationRequest {
    const fixed = [...this.#chosen].map(([each, place]) => [each, this.#values.get(each)?.[place]] as const);
    return this.#search.request(new Map<Dimension, unknown>([...fixed, [dimension, value]]));
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
