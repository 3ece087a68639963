import { expect, test } from 'vitest';
import { compareWithCedar } from './disagreement.ts';

test('every decision is that of Cedar on the translated rules, on 100,000 questions', () => {
  const { seen, disagreement } = compareWithCedar({ decisions: 100_000 });
  expect(disagreement).toBeUndefined();
  expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBe(100_000);
  expect(Math.min(...seen.values())).toBeGreaterThan(1_000);
});
