import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OrderedPaths } from '../src/ordered-paths.ts';

const path = fc.string({ unit: fc.constantFrom('a', 'z', '0', '9', '.', '/', '_', '-'), minLength: 1, maxLength: 3 });
const step = fc.record({ action: fc.constantFrom('add', 'add', 'delete'), path } as const);

describe('ordered paths', () => {
  test('are those that were added and not deleted, each once, in the order of bytes, from any start', () => {
    const property = fc.property(
      fc.integer({ min: 2, max: 8 }),
      fc.array(step, { maxLength: 100, size: 'max' }),
      path,
      (length, steps, start) => {
        const paths = new OrderedPaths(length);
        const model = new Set<string>();
        for (const { action, path: each } of steps) {
          paths[action](each);
          model[action](each);
        }
        const sorted = [...model].toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
        expect([...paths.from('')]).toEqual(sorted);
        expect([...paths.from(start)]).toEqual(sorted.filter((each) => each >= start));
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  test('hold many', () => {
    const paths = new OrderedPaths();
    const all = Array.from({ length: 20_000 }, (_, index) => `key/${(index * 7_919) % 20_000}`);
    for (const each of all) paths.add(each);
    expect([...paths.from('')]).toEqual(all.toSorted());
    for (const each of all.slice(0, 15_000)) paths.delete(each);
    expect([...paths.from('')]).toEqual(all.slice(15_000).toSorted());
  });
});
