import { join } from 'node:path';
import type { PolicyPosition, PolicyRule } from '@chatelaine/policy';
import { isPassed, type RuleCoverage, type SuiteReport } from '@chatelaine/policy/testing';

type RunFile = SuiteReport['files'][number];
type RunCase = RunFile['cases'][number];
type AskedCheck = RunCase['checks'][number];
type MutationResult = NonNullable<SuiteReport['mutations']>[number];

/** What came of a run, as plain data: what `--json` prints, and what every reporter reads. */
export interface TestReport {
  readonly folder: string;
  readonly milliseconds: number;
  readonly cases: Counted;
  readonly checks: Counted;
  readonly files: readonly TestReportFile[];
  readonly coverage?: TestReportCoverage;
  readonly mutations?: TestReportMutations;
}

interface Counted {
  readonly total: number;
  readonly failed: number;
}

export interface Place {
  /** From the working directory. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface TestReportFile {
  readonly file: string;
  readonly description?: string;
  readonly cases: readonly TestReportCase[];
}

export interface TestReportCase extends Place {
  readonly name: string;
  readonly checks: number;
  readonly isPassed: boolean;
  /** False for a case that no rule has to do with: it would pass without any policy. */
  readonly isReached: boolean;
  readonly failures: readonly TestReportFailure[];
}

interface TestReportFailure {
  /** What was asked, in words. */
  readonly question: string;
  readonly expected: string;
  readonly answered: string;
}

export interface TestReportCoverage {
  readonly rules: number;
  readonly decisive: number;
  /** Of the rules, decisive ones: 0–100. */
  readonly percent: number;
  readonly notDecisive: readonly (Place & { readonly rule: string; readonly isMatched: boolean })[];
  /** Conditions that were not seen to answer yes, no and unknown. */
  readonly conditions: readonly (Place & {
    readonly rule: string;
    readonly condition: string;
    readonly seen: readonly string[];
  })[];
  /** Rules that name a key and did not apply to it by each of id, alias and URN. */
  readonly spellings: readonly (Place & { readonly rule: string; readonly seen: readonly string[] })[];
}

export interface TestReportMutations {
  readonly total: number;
  readonly caught: number;
  /** 0–100. */
  readonly percent: number;
  readonly survivors: readonly (Place & { readonly rule: string; readonly mutation: string; readonly kind: string })[];
}

/** @param prefix the folder, from the working directory */
export function testReport(report: SuiteReport, prefix: string, milliseconds: number): TestReport {
  const { caseCount, failedCaseCount, checkCount, failedCheckCount, coverage, mutations } = report;
  return {
    folder: prefix === '' ? '.' : prefix,
    milliseconds: Math.round(milliseconds),
    cases: { total: caseCount, failed: failedCaseCount },
    checks: { total: checkCount, failed: failedCheckCount },
    files: report.files.map(({ source, description, cases }) => ({
      file: join(prefix, source),
      ...(description !== undefined && { description }),
      cases: cases.map((each) => reportedCase(each, prefix)),
    })),
    ...(coverage !== undefined && { coverage: coverageReport(coverage, prefix) }),
    ...(mutations !== undefined && { mutations: mutationReport(mutations, prefix) }),
  };
}

/** A share in percent with one digit; never 100 unless it is all. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((part / whole) * 1_000) / 10;
}

function placeOf({ document, line, column }: PolicyPosition, prefix: string): Place {
  return { file: join(prefix, document), line, column };
}

function reportedCase(run: RunCase, prefix: string): TestReportCase {
  const { case: written, checks, isReached } = run;
  return {
    ...placeOf(written.position, prefix),
    name: written.name,
    checks: checks.length,
    isPassed: isPassed(run),
    isReached,
    failures: checks.filter(({ outcome }) => !outcome.isAsExpected).map(failureOf),
  };
}

function failureOf({ check, outcome }: AskedCheck): TestReportFailure {
  const { who, action, key, asked, context, expected, because } = check;
  const named = key === undefined ? '' : ` with ${key}${asked === undefined ? '' : ` as ${asked}`}`;
  const { effect, kind } = outcome.decision;
  const by = outcome.deciding.length === 0 ? 'by default' : `because of ${outcome.deciding.join(', ')}`;
  return {
    question: `${who}: ${action}${named}${context === undefined ? '' : ` in ${context}`}`,
    expected:
      because === undefined
        ? expected
        : `${expected} ${because === 'default' ? 'by default' : `because of ${because}`}`,
    answered: `${effect} ${by}${kind === 'unknown' ? ', which could not be ruled out' : ''}`,
  };
}

function coverageReport(coverage: readonly RuleCoverage[], prefix: string): TestReportCoverage {
  const decisive = coverage.filter(({ isDecisive }) => isDecisive).length;
  const at = (rule: PolicyRule): Place & { rule: string } => ({ ...placeOf(rule.position, prefix), rule: rule.name });
  return {
    rules: coverage.length,
    decisive,
    percent: percentOf(decisive, coverage.length),
    notDecisive: coverage
      .filter(({ isDecisive }) => !isDecisive)
      .map(({ rule, isMatched }) => ({ ...at(rule), isMatched })),
    conditions: coverage.flatMap(({ rule, conditions }) =>
      conditions
        .filter(({ seen }) => seen.length < 3)
        .map(({ name, seen }) => ({ ...at(rule), condition: name, seen })),
    ),
    spellings: coverage.flatMap(({ rule, spellings = [], isMatched }) =>
      isMatched && spellings.length > 0 && spellings.length < 3 ? [{ ...at(rule), seen: spellings }] : [],
    ),
  };
}

function mutationReport(mutations: readonly MutationResult[], prefix: string): TestReportMutations {
  const survivors = mutations.filter(({ isCaught }) => !isCaught);
  const caught = mutations.length - survivors.length;
  return {
    total: mutations.length,
    caught,
    percent: percentOf(caught, mutations.length),
    survivors: survivors.map(({ rule, mutation: { kind, words, place } }) => ({
      file: join(prefix, rule.position.document),
      ...place,
      rule: rule.name,
      kind,
      mutation: words,
    })),
  };
}
