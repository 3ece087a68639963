import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const compiler = join(repository, 'node_modules/typescript/bin/tsc');

/**
 * Compiles a program and the sources that it imports, so that a process of its own can run it: Node 20
 * runs no TypeScript, and tests need no build.
 *
 * @returns the path of the compiled program, below `directory`
 */
export function compileProgram(program: URL, directory: string): string {
  const path = relative(repository, fileURLToPath(program));
  const flags = ['--ignoreConfig', '--noCheck', '--rewriteRelativeImportExtensions', '--target', 'es2022'];
  const modules = ['--module', 'nodenext', '--customConditions', '@chatelaine/source', '--types', 'node'];
  const places = ['--rootDir', repository, '--outDir', directory];
  // One at a time: the compiler writes nothing for what it finds through node_modules.
  for (const source of ['packages/core/src/index.ts', path]) {
    execFileSync(process.execPath, [compiler, source, ...flags, ...modules, ...places], { cwd: repository });
  }
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(directory, 'packages/core/package.json'), '{ "type": "module", "exports": "./src/index.js" }');
  mkdirSync(join(directory, 'node_modules/@chatelaine'), { recursive: true });
  symlinkSync(join(directory, 'packages/core'), join(directory, 'node_modules/@chatelaine/core'));
  return join(directory, path.replace(/\.ts$/, '.js'));
}
