import type { TestReport, TestReportCase, TestReportFile } from './test-report.ts';

/** A run in the XML of JUnit, as continuous integration reads it: a suite for each file, a test case for each case. */
export function junitReport({ cases, files, folder, milliseconds }: TestReport): string {
  const totals = { name: folder, tests: cases.total, failures: cases.failed, time: milliseconds / 1_000 };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(totals)}>`,
    ...files.map(suite),
    '</testsuites>',
  ].join('\n');
}

function suite({ file, cases }: TestReportFile): string {
  const failures = cases.filter(({ isPassed }) => !isPassed).length;
  return [
    `  <testsuite${attributes({ name: file, tests: cases.length, failures })}>`,
    ...cases.map((each) => testCase(file, each)),
    '  </testsuite>',
  ].join('\n');
}

function testCase(file: string, { failures, isPassed, isReached, line, name }: TestReportCase): string {
  const opening = `    <testcase${attributes({ name, classname: file, file, line })}`;
  if (isPassed) return `${opening}/>`;
  const said = [
    ...(isReached ? [] : ['The case reaches no rule.']),
    ...failures.map(({ question, expected, answered }) => `${question}: expected ${expected}, answered ${answered}`),
  ];
  const [message = ''] = said;
  return [
    `${opening}>`,
    `      <failure${attributes({ message })}>${escaped(said.join('\n'))}</failure>`,
    '    </testcase>',
  ].join('\n');
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as it can stand in XML 1.0 (§2.2, §2.4). What can't stand there at all becomes a question mark. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
