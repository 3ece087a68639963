import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Builds before the tests of a project that starts processes of its own: Node 20 cannot run the TypeScript sources.
 * A type error is printed and not thrown, since the compiler writes its output all the same and `npm run build` reports it.
 */
export default function setup(): void {
  const compiler = fileURLToPath(new URL('node_modules/typescript/bin/tsc', import.meta.url));
  const root = fileURLToPath(new URL('./', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-b'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) process.stderr.write(`tsc -b ended with ${String(status)}\n${stdout}\n`);
}
