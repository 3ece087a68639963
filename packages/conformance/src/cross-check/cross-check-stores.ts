import assert, { AssertionError } from 'node:assert/strict';
import { inspect, isDeepStrictEqual } from 'node:util';
import type { KeyStoreSubject } from '../key-store/subject.ts';
import { Contestant } from './contestant.ts';
import { SeededRandom } from './seeded-random.ts';
import { randomOperation, type StoreOperation } from './store-operation.ts';

/** How stores are compared. */
export interface CrossCheck {
  /** The stores by name, at least two. All are compared with the first. Those that have `reopen` are reopened at times. */
  readonly stores: Readonly<Record<string, Pick<KeyStoreSubject, 'open' | 'reopen'>>>;
  /** The same seed gives the same operations. A failure names it. */
  readonly seed: string;
  /** How many operations to run. */
  readonly operations: number;
}

/**
 * Runs the same random operations on several new stores and compares what each step gives: records, pages, error codes.
 * At the end all records are compared.
 *
 * @throws AssertionError with seed, step and operation at the first difference.
 */
export async function crossCheckStores({ stores, seed, operations }: CrossCheck): Promise<void> {
  const contestants: Contestant[] = [];
  try {
    for (const [name, subject] of Object.entries(stores)) {
      contestants.push(new Contestant(name, await subject.open(), subject.reopen?.bind(subject)));
    }
    const [reference, ...others] = contestants;
    assert(reference !== undefined && others.length > 0, 'a cross-check takes at least two stores');
    const random = new SeededRandom(seed);
    for (let step = 1; step <= operations + 1; step += 1) {
      const operation: StoreOperation =
        step <= operations
          ? await randomOperation(random, (path) => reference.revision(path))
          : { kind: 'list', prefix: '', after: undefined, limit: 1_000 };
      const expected = await reference.outcome(operation);
      for (const other of others) {
        const actual = await other.outcome(operation);
        if (isDeepStrictEqual(actual, expected)) continue;
        const difference = `${other.name} gave ${inspect(actual)}, ${reference.name} gave ${inspect(expected)}`;
        const message = `seed ${inspect(seed)}, step ${step}, ${inspect(operation, { depth: 4 })}: ${difference}`;
        throw new AssertionError({ message, actual, expected });
      }
    }
  } finally {
    await Promise.allSettled(contestants.map((contestant) => contestant.close()));
  }
}
