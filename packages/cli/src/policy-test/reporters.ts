import type { Style } from '../output/style.ts';
import { junitReport } from './junit-reporter.ts';
import { prettyReport } from './pretty-reporter.ts';
import type { ReporterName } from './reporter-option.ts';
import { tapReport } from './tap-reporter.ts';
import type { TestReport } from './test-report.ts';

const reporters: Readonly<Record<ReporterName, (report: TestReport, style: Style) => string>> = {
  pretty: prettyReport,
  json: (report) => JSON.stringify(report, undefined, 2),
  junit: junitReport,
  tap: tapReport,
};

/** Tells a run in the form of a reporter. */
export function reportedBy(name: ReporterName, report: TestReport, style: Style): string {
  return reporters[name](report, style);
}
