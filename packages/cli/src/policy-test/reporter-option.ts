import { InvalidArgumentError } from 'commander';

const reporterNames = ['pretty', 'json', 'junit', 'tap'] as const;

export type ReporterName = (typeof reporterNames)[number];

/** A form in which the outcome is told, and where: absent, on standard output. */
export interface Reporter {
  readonly name: ReporterName;
  readonly file?: string;
}

/** Reads `junit` or `junit:report.xml`; for an option that may be repeated. */
export function collectReporter(text: string, before: readonly Reporter[] | undefined): readonly Reporter[] {
  const [, written = text, file] = /^([^:]*):(.+)$/.exec(text) ?? [];
  const name = reporterNames.find((each) => each === written);
  if (name === undefined) {
    throw new InvalidArgumentError(`Write ${reporterNames.join(', ')}, or such as junit:report.xml.`);
  }
  const others = before ?? [];
  if (file === undefined && others.some((each) => each.file === undefined)) {
    throw new InvalidArgumentError('Only one report can go to standard output; name a file, such as junit:report.xml.');
  }
  if (file !== undefined && others.some((each) => each.file === file)) {
    throw new InvalidArgumentError('One file takes one report; name another file.');
  }
  return [...others, { name, ...(file !== undefined && { file }) }];
}
