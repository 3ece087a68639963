import { VaultError } from '@chatelaine/core';
import type { SourceProblem } from './yaml-source.ts';

/** The error of a configuration file, with the line and column of everything that is wrong. */
export function invalidConfiguration(file: string, problems: readonly SourceProblem[]): VaultError {
  const lines = problems.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`);
  const head = lines.length === 1 ? [] : [`The configuration has ${lines.length} problems.`];
  return new VaultError('InvalidConfiguration', [...head, ...lines].join('\n'));
}
