import {
  parseTestFilter,
  type PolicySuite,
  readPolicySuite,
  runPolicySuite,
  type SuiteReport,
} from '@chatelaine/policy/testing';
import { CommandError } from '../errors/command-error.ts';
import type { PolicyExitName } from '../exit-codes.ts';
import { writeSmallFiles } from '../files/small-files.ts';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { Progress } from '../output/progress.ts';
import { plainStyle, type Style } from '../output/style.ts';
import type { Reporter } from '../policy-test/reporter-option.ts';
import { reportedBy } from '../policy-test/reporters.ts';
import { type TestReport, testReport } from '../policy-test/test-report.ts';
import { watchFolders } from '../policy-test/watch-folders.ts';
import type { Invocation } from '../program/invocation.ts';
import { type PolicyFolder, policyFolder, reading } from './policy-folder.ts';

export interface PolicyTestOptions {
  readonly filter?: string;
  readonly reporter?: readonly Reporter[];
  readonly minCoverage?: number;
  readonly minMutationScore?: number;
  readonly mutations: boolean;
  readonly requireTests?: boolean;
  readonly watch?: boolean;
}

/** `chatelaine policy test`. Needs no vault and no configuration. */
export async function testPolicies(
  invocation: Invocation,
  named: string | undefined,
  options: PolicyTestOptions,
): Promise<Answer> {
  refuseVain(options, invocation.globals.json === true);
  const folder = policyFolder(invocation, named);
  if (options.watch !== true) return (await testOnce(invocation, folder, options)).answer;
  const { interruption } = invocation.surroundings;
  let folders: readonly string[] = [folder.path];
  for (;;) {
    const changed = watchFolders(folders, interruption);
    try {
      const { answer, suite } = await testOnce(invocation, folder, options);
      folders = suite.folders;
      await invocation.report.answer(answer);
    } catch (error) {
      interruption.throwIfAborted();
      await invocation.report.error(error);
    }
    await invocation.report.remark('Waiting for changes; Ctrl-C ends.');
    await changed;
  }
}

/** What is asked for and would not be done is refused: a threshold that nothing is compared with would always be met. */
function refuseVain(options: PolicyTestOptions, isJson: boolean): void {
  const { filter, minCoverage, minMutationScore, mutations, watch } = options;
  if (filter !== undefined && (minCoverage !== undefined || minMutationScore !== undefined)) {
    throw new CommandError(
      'UsageError',
      'A part of the tests says nothing about --min-coverage and --min-mutation-score: leave out these, or --filter.',
    );
  }
  if (!mutations && minMutationScore !== undefined) {
    throw new CommandError(
      'UsageError',
      'Without mutations there is no score: leave out --min-mutation-score or --no-mutations.',
    );
  }
  if (watch === true && isJson) {
    throw new CommandError(
      'UsageError',
      'With --json a command prints one document, and --watch never ends: leave out one of them.',
    );
  }
}

async function testOnce(
  invocation: Invocation,
  folder: PolicyFolder,
  options: PolicyTestOptions,
): Promise<{ readonly answer: Answer; readonly suite: PolicySuite }> {
  const { report, surroundings } = invocation;
  const begun = performance.now();
  const suite = reading(folder, () => readPolicySuite(folder.path));
  const progress = new Progress(surroundings, 'Testing policies');
  const run = await runPolicySuite(suite, {
    mutations: options.mutations,
    progress: (done, total) => progress.show(done, total),
    signal: surroundings.interruption,
    ...(options.filter !== undefined && { filter: parseTestFilter(options.filter) }),
  }).finally(() => progress.end());
  if (options.filter !== undefined && run.caseCount === 0 && suite.files.length > 0) {
    throw new CommandError(
      'UsageError',
      `The filter ${JSON.stringify(options.filter)} leaves no check: its words are parts of names of this folder.`,
    );
  }
  const document = testReport(run, folder.prefix, performance.now() - begun);
  const text = await tell(invocation, document, options.reporter ?? [], report.style);
  const exit = exitOf(run, document, options);
  if (exit === undefined) return { suite, answer: { document, text } };
  return { suite, answer: { document: { error: errorOf(exit, document), ...document }, text, exit } };
}

/** Writes what is for files, and gives what is for standard output. */
async function tell(
  invocation: Invocation,
  document: TestReport,
  reporters: readonly Reporter[],
  style: Style,
): Promise<string> {
  const files = reporters.flatMap(({ file: name, name: form }) =>
    name === undefined ? [] : [{ name, bytes: Buffer.from(`${reportedBy(form, document, plainStyle)}\n`) }],
  );
  await writeSmallFiles(invocation, files, true);
  const onOutput = reporters.find(({ file }) => file === undefined);
  return reportedBy(
    onOutput?.name ?? 'pretty',
    document,
    onOutput === undefined || onOutput.name === 'pretty' ? style : plainStyle,
  );
}

function errorOf(exit: TestExit, { cases, coverage, mutations }: TestReport): { code: string; message: string } {
  if (exit === 'testFailed') {
    return { code: 'TestsFailed', message: `${counted(cases.total, 'case', 'cases')}, ${cases.failed} failed.` };
  }
  if (cases.total === 0) return { code: 'BelowThreshold', message: 'There are no tests.' };
  const scores = [
    ...(coverage === undefined ? [] : [`coverage is ${coverage.percent} %`]),
    ...(mutations === undefined ? [] : [`the mutation score is ${mutations.percent} %`]),
  ];
  return { code: 'BelowThreshold', message: `Below what is asked for: ${scores.join(', ')}.` };
}

type TestExit = Extract<PolicyExitName, 'testFailed' | 'belowThreshold'>;

function exitOf(
  { caseCount, failedCaseCount }: SuiteReport,
  { coverage, mutations }: TestReport,
  { minCoverage = 0, minMutationScore = 0, requireTests }: PolicyTestOptions,
): TestExit | undefined {
  if (failedCaseCount > 0) return 'testFailed';
  if (requireTests === true && caseCount === 0) return 'belowThreshold';
  if (coverage !== undefined && coverage.percent < minCoverage) return 'belowThreshold';
  if (mutations !== undefined && mutations.percent < minMutationScore) return 'belowThreshold';
  return undefined;
}
