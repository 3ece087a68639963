import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { VaultError } from '@chatelaine/core';
import * as v from 'valibot';
import { systemCode, withFileErrors } from '../errors/file-error.ts';
import type { Invocation } from '../program/invocation.ts';
import type { Configuration } from './configuration.ts';
import { configurationFile } from './configuration-file.ts';
import { invalidConfiguration } from './configuration-problems.ts';
import { configurationSchema } from './configuration-schema.ts';
import { type SourceProblem, type Step, YamlSource } from './yaml-source.ts';

const mostBytes = 262_144;

/**
 * Reads the configuration.
 *
 * @throws VaultError `InvalidConfiguration` with the line and column of everything that is wrong.
 */
export async function readConfiguration(invocation: Invocation): Promise<Configuration> {
  const file = configurationFile(invocation);
  const path = resolve(invocation.surroundings.workingDirectory, file);
  const source = new YamlSource(await readText(file, path));
  const malformed = source.problems();
  if (malformed.length > 0) throw invalidConfiguration(file, malformed);
  const result = v.safeParse(configurationSchema, source.value());
  if (!result.success) {
    const problems = result.issues.map((issue) => placed(source, issue));
    throw invalidConfiguration(
      file,
      problems.toSorted((a, b) => a.line - b.line),
    );
  }
  return { file, path, baseDirectory: dirname(path), settings: result.output, source };
}

async function readText(file: string, path: string): Promise<string> {
  try {
    const bytes = await withFileErrors(`read the configuration ${file}`, async () => {
      if ((await stat(path)).size > mostBytes) throw unreadable(file, `is larger than ${mostBytes} bytes`);
      return readFile(path);
    });
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw unreadable(file, 'is not UTF-8 text');
    if (!(error instanceof Error) || systemCode(error.cause) !== 'ENOENT') throw error;
    throw new VaultError(
      'InvalidConfiguration',
      `There is no configuration ${file}. Name one with --config or CHATELAINE_CONFIG, or make a vault: chatelaine init.`,
      { cause: error },
    );
  }
}

function unreadable(file: string, fault: string): VaultError {
  return new VaultError('InvalidConfiguration', `The configuration ${file} ${fault}.`);
}

function placed(source: YamlSource, issue: v.BaseIssue<unknown>): SourceProblem {
  const items = issue.path ?? [];
  const path = items.map((item) => item.key as Step);
  if (items.at(-1)?.origin !== 'key') return source.problemAt(path, false, named(path, issue.message));
  // What is missing has no place of its own: its mapping has one.
  const missing = issue.received === 'undefined';
  return missing
    ? source.problemAt(path.slice(0, -1), false, issue.message)
    : source.problemAt(path, true, issue.message);
}

function named(path: readonly Step[], message: string): string {
  return path.length === 0 ? `the configuration ${message}` : `"${path.join('.')}" ${message}`;
}
