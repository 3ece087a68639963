import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Style } from '../output/style.ts';
import type { Place, TestReport, TestReportCase, TestReportCoverage, TestReportMutations } from './test-report.ts';

/** How many entries of a list are told before the rest is only counted. */
const most = 20;
/** The checks of one case mostly fail alike. */
const mostFailures = 5;

/** A run as people read it. */
export function prettyReport(report: TestReport, style: Style): string {
  const { cases, checks, coverage, files, folder, milliseconds, mutations } = report;
  if (files.length === 0) return `${printable(folder)}: no test.`;
  const passed = counted(checks.total - checks.failed, 'check', 'checks');
  const failed = checks.failed === 0 ? 'none failed' : style.alarm(`${checks.failed} failed`);
  const failedCases = cases.failed === 0 ? '' : `, ${style.alarm(`${cases.failed} failed`)}`;
  return [
    ...files.flatMap(({ file, cases: of }) => [
      style.bold(printable(file)),
      ...of.flatMap((each) => caseLines(each, style)),
      '',
    ]),
    ...(coverage === undefined ? [] : coverageLines(coverage, style)),
    ...(mutations === undefined ? [] : mutationLines(mutations, style)),
    `${counted(cases.total, 'case', 'cases')}${failedCases}; ${passed} passed, ${failed}, in ${milliseconds} ms.`,
  ].join('\n');
}

function caseLines(tested: TestReportCase, style: Style): readonly string[] {
  const { checks, failures, isPassed, isReached, name } = tested;
  const mark = isPassed ? style.success('✓') : style.alarm('✗');
  const count = style.faint(`(${counted(checks, 'check', 'checks')})`);
  const lines = [`  ${mark} ${printable(name)} ${count}`];
  if (isPassed) return lines;
  lines.push(`      ${style.faint(at(tested))}`);
  if (!isReached) {
    lines.push('      No rule is for any of these principals or keys: the case would pass without any policy.');
  }
  for (const { question, expected, answered } of failures.slice(0, mostFailures)) {
    lines.push(
      `      ${printable(question)}`,
      `        expected ${printable(expected)}`,
      `        answered ${printable(answered)}`,
    );
  }
  return [...lines, ...more(failures.length, '      ', mostFailures)];
}

function coverageLines(coverage: TestReportCoverage, style: Style): readonly string[] {
  const { conditions, decisive, notDecisive, percent, rules, spellings } = coverage;
  const share = percent === 100 ? style.success('100 %') : style.alarm(`${percent} %`);
  return [
    `${style.bold('Coverage')}   ${decisive} of ${counted(rules, 'rule decides', 'rules decide')} some check: ${share}`,
    ...listed(
      notDecisive,
      style,
      ({ rule, isMatched }) => `${rule} ${isMatched ? 'applies and never decides' : 'never applies'}`,
    ),
    ...listed(
      conditions,
      style,
      ({ rule, condition, seen }) => `${rule} ${condition} answered only ${seen.join(', ') || 'nothing'}`,
      (text) => style.faint(text),
    ),
    ...listed(
      spellings,
      style,
      ({ rule, seen }) => `${rule} applied to a key named by ${seen.join(', ')} only`,
      (text) => style.faint(text),
    ),
  ];
}

function mutationLines({ caught, percent, survivors, total }: TestReportMutations, style: Style): readonly string[] {
  const share = percent === 100 ? style.success('100 %') : `${percent} %`;
  return [
    `${style.bold('Mutations')}  ${caught} of ${total} were caught: ${share}`,
    ...listed(survivors, style, ({ rule, mutation }) => `${rule} survived: ${mutation}`),
    '',
  ];
}

function listed<Entry extends Place>(
  entries: readonly Entry[],
  style: Style,
  words: (entry: Entry) => string,
  emphasis: (text: string) => string = (text) => text,
): readonly string[] {
  const lines = entries
    .slice(0, most)
    .map((entry) => `  ${emphasis(printable(words(entry)))}  ${style.faint(at(entry))}`);
  return [...lines, ...more(entries.length, '  ')];
}

function more(count: number, indent: string, told = most): readonly string[] {
  return count > told ? [`${indent}… and ${count - told} more`] : [];
}

function at({ file, line, column }: Place): string {
  return printable(`${file}:${line}:${column}`);
}
