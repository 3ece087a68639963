import { stringify } from 'yaml';
import { printable } from '../output/printable.ts';
import type { TestReport, TestReportCase } from './test-report.ts';

/** A run in the Test Anything Protocol, version 14 (testanything.org): a test point for each case. */
export function tapReport({ cases, files }: TestReport): string {
  const points = files.flatMap(({ file, cases: of }) => of.map((each) => ({ file, each })));
  return [
    'TAP version 14',
    `1..${cases.total}`,
    ...points.map(({ file, each }, index) => point(file, each, index + 1)),
  ].join('\n');
}

function point(file: string, tested: TestReportCase, number: number): string {
  const { isPassed, name } = tested;
  // A number sign would begin a directive, and a backslash escapes it.
  const description = printable(`${file}: ${name}`).replaceAll(/[\\#]/g, String.raw`\$&`);
  const line = `${isPassed ? 'ok' : 'not ok'} ${number} - ${description}`;
  if (isPassed) return line;
  const { line: at, column, failures, isReached } = tested;
  const said = stringify({
    at: { file: tested.file, line: at, column },
    ...(!isReached && { message: 'reaches no rule' }),
    ...(failures.length > 0 && { failures }),
  });
  const block = ['---', ...said.trimEnd().split('\n'), '...'].map((each) => `  ${each}`);
  return [line, ...block].join('\n');
}
