import { setImmediate } from 'node:timers/promises';
import { invalidPolicy } from '../invalid-policy.ts';
import { maximumChecks } from '../limits.ts';
import type { PolicyRule } from '../policy-set.ts';
import { type MutationResult, tryMutations } from './mutation-score.ts';
import { countChecks } from './policy-check.ts';
import type { PolicySuite } from './read-policy-suite.ts';
import { CoverageRecord, type RuleCoverage } from './rule-coverage.ts';
import { FileRun } from './suite-run.ts';
import type { TestFilter } from './test-filter.ts';
import { TestWorld } from './test-world.ts';

/** What came of the tests of a folder. */
export interface SuiteReport {
  readonly folder: string;
  readonly files: readonly FileRun[];
  readonly caseCount: number;
  readonly failedCaseCount: number;
  readonly checkCount: number;
  readonly failedCheckCount: number;
  /** Of every rule of the suite, in the order of documents; absent where a filter left out checks. */
  readonly coverage?: readonly RuleCoverage[];
  /** Of every rule of the suite; absent where a filter left out checks, a case failed, or it was not asked for. */
  readonly mutations?: readonly MutationResult[];
}

export interface SuiteOptions {
  /** Absent: every check is run. */
  readonly filter?: TestFilter;
  /** Whether mutations are tried. */
  readonly mutations: boolean;
  /** Told now and then, from nothing done to all done. */
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** How long the run keeps a process to itself, so that a person can stop it. */
const longestStretch = 40;

/**
 * Runs the tests of a folder.
 *
 * @throws VaultError `InvalidPolicy` if they ask more than `maximumChecks` questions; the reason of the signal, if it is aborted
 */
export async function runPolicySuite(suite: PolicySuite, options: SuiteOptions): Promise<SuiteReport> {
  const { filter, mutations: wantsMutations, progress, signal } = options;
  requireFewChecks(suite);
  const total = suite.files.length + (wantsMutations ? suite.rules.length : 0);
  let done = 0;
  let since = performance.now();
  const step = async (): Promise<void> => {
    progress?.(done, total);
    done += 1;
    if (performance.now() - since < longestStretch) return;
    await setImmediate();
    signal?.throwIfAborted();
    since = performance.now();
  };
  const files: FileRun[] = [];
  for (const file of suite.files) {
    await step();
    const run = new FileRun(file, filter);
    if (run.cases.length > 0) files.push(run);
  }
  const counts = countsOf(files);
  const report = { folder: suite.folder, files, ...counts };
  if (filter !== undefined) return report;
  const coverage = coverageOf(files, suite.rules);
  if (!wantsMutations || counts.failedCaseCount > 0) return { ...report, coverage };
  const mutations: MutationResult[] = [];
  for (const rule of suite.rules) {
    await step();
    mutations.push(...tryMutations(rule, files));
  }
  progress?.(total, total);
  return { ...report, coverage, mutations };
}

/** Cases multiply: a few lines could ask more than a computer can answer. */
function requireFewChecks({ files }: PolicySuite): void {
  let count = 0;
  for (const { tests } of files) {
    const world = new TestWorld(tests);
    for (const asked of tests.cases) {
      count += countChecks(asked, world);
      if (count <= maximumChecks) continue;
      const message = `with this case the tests ask ${count} questions, and the most are ${maximumChecks}; name fewer principals, keys, contexts or actions at once`;
      throw invalidPolicy([{ ...asked.position, code: 'invalid-value', message }], 1, 'The file of tests');
    }
  }
}

type Counts = Pick<SuiteReport, 'caseCount' | 'failedCaseCount' | 'checkCount' | 'failedCheckCount'>;

function countsOf(files: readonly FileRun[]): Counts {
  const cases = files.flatMap((file) => file.cases);
  const checks = cases.flatMap((each) => each.checks);
  return {
    caseCount: cases.length,
    failedCaseCount: cases.filter((each) => !isPassed(each)).length,
    checkCount: checks.length,
    failedCheckCount: checks.filter(({ outcome }) => !outcome.isAsExpected).length,
  };
}

/** Whether every check of a case was answered as expected, and the case shows something. */
export function isPassed({ checks, isReached }: FileRun['cases'][number]): boolean {
  return isReached && checks.every(({ outcome }) => outcome.isAsExpected);
}

function coverageOf(files: readonly FileRun[], rules: readonly PolicyRule[]): readonly RuleCoverage[] {
  const record = new CoverageRecord();
  for (const file of files) for (const asked of file.checks) record.add(asked);
  return rules.map((rule) => record.coverageOf(rule));
}
