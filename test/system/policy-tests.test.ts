import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runNode } from '../run-process.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const command = fileURLToPath(new URL('../../packages/cli/bin/chatelaine.js', import.meta.url));

interface Report {
  readonly cases: { readonly total: number; readonly failed: number };
  readonly coverage: { readonly percent: number; readonly notDecisive: readonly unknown[] };
  readonly mutations: { readonly total: number; readonly percent: number; readonly survivors: readonly unknown[] };
}

test('the shipped policies pass their tests, which decide by every rule and catch at least 95 % of the mutations', async () => {
  const thresholds = ['--min-coverage', '100', '--min-mutation-score', '95', '--require-tests'];
  const { status, stderr, stdout } = await runNode([command, 'policy', 'test', 'policies', '--json', ...thresholds], {
    cwd: root,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { cases, coverage, mutations } = JSON.parse(stdout) as Report;
  expect(cases.total).toBeGreaterThanOrEqual(30);
  expect(coverage.notDecisive).toEqual([]);
  expect(mutations.survivors).toEqual([]);
  expect(mutations.total).toBeGreaterThanOrEqual(50);
});
