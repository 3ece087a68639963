import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestProjectInlineConfiguration } from 'vitest/config';

const root = new URL('./', import.meta.url);

/** Resolves `@chatelaine/*` to sources, so that tests need no build. Vitest reads it only under `ssr`. */
export const sourceConditions: string[] = ['@chatelaine/source', 'node', 'module', 'default'];

function workspaces(): string[] {
  const packages = ['packages', 'plugins'].flatMap((group) =>
    readdirSync(new URL(`${group}/`, root), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${group}/${entry.name}`),
  );
  return packages.filter((directory) => existsSync(new URL(`${directory}/test/`, root)));
}

/** Workspaces whose tests start processes that run the built packages. */
const needBuild: ReadonlySet<string> = new Set([
  'plugins/algorithm-mldsa',
  'plugins/algorithm-secp256k1',
  'plugins/store-level',
  'test',
]);

/** Workspaces with tests that replace modules, so that every file needs modules of its own: one process a file. */
const replaceModules: ReadonlySet<string> = new Set([
  'plugins/algorithm-aes',
  'plugins/algorithm-mldsa',
  'plugins/algorithm-rsa',
  'plugins/algorithm-secp256k1',
  'plugins/root-key-local',
]);

/**
 * One Vitest project for each workspace that has a test folder, named like its directory.
 *
 * @param include file name patterns, such as `*.test.ts`, looked for at any depth of the test folder
 * @param exclude file name patterns that `include` also matches and that do not belong to this run
 */
export function testProjects(include: string, exclude: readonly string[]): TestProjectInlineConfiguration[] {
  const project = (name: string, folder: string): TestProjectInlineConfiguration => ({
    extends: true,
    root: fileURLToPath(new URL(`${name}/`, root)),
    test: {
      name,
      // Loading the vault takes longer than most of the tests of a file: it is loaded once for all of them.
      isolate: replaceModules.has(name),
      globalSetup: needBuild.has(name) ? [fileURLToPath(new URL('vitest.build.ts', root))] : [],
      include: [`${folder}**/${include}`],
      exclude: ['**/node_modules/**', '**/dist/**', ...exclude.map((pattern) => `**/${pattern}`)],
    },
  });
  return [...workspaces().map((directory) => project(directory, 'test/')), project('test', '')];
}
