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
      globalSetup: needBuild.has(name) ? [fileURLToPath(new URL('vitest.build.ts', root))] : [],
      include: [`${folder}**/${include}`],
      exclude: ['**/node_modules/**', '**/dist/**', ...exclude.map((pattern) => `**/${pattern}`)],
    },
  });
  return [...workspaces().map((directory) => project(directory, 'test/')), project('test', '')];
}
