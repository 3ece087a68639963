import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runProcess } from '../run-process.ts';
import { temporaryFolder } from './vault-on-disk.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')));

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file could not be loaded. */
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly failureMessages: readonly string[] }[];
  }[];
}

/** Installs Node.js of that version from the package `node`; the folder of its program. */
async function installNode(version: number): Promise<string> {
  const cwd = temporaryFolder();
  const words = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', cwd, `node@${version}`];
  expect(await runProcess('npm', words, { cwd })).toMatchObject({ status: 0 });
  return join(cwd, 'node_modules', 'node', 'bin');
}

describe.each([22, 24, 26])('on Node.js %i', (version) => {
  test('every test passes', async () => {
    const programs = await installNode(version);
    const outputFile = join(temporaryFolder(), 'report.json');
    // What tests start by the name `node` is to be that version too.
    const environment = { PATH: `${programs}:${process.env['PATH'] ?? ''}` };
    const words = [vitest, 'run', '--reporter=json', '--outputFile', outputFile];
    const { status } = await runProcess(join(programs, 'node'), words, { cwd: root, environment });
    const { numPassedTests, testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
    const failed = testResults
      .filter((file) => file.status === 'failed')
      .map(({ name, message, assertionResults }) => ({
        name,
        message,
        tests: assertionResults.filter(({ failureMessages }) => failureMessages.length > 0),
      }));
    expect({ status, failed }).toEqual({ status: 0, failed: [] });
    expect(numPassedTests).toBeGreaterThan(7_000);
  });
});
