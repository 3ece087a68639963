import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hasNative } from './subjects.ts';

interface Loaded {
  readonly provider: string;
  readonly verdicts: readonly boolean[];
  readonly modules: readonly string[];
}

/** What the built plugin does in a process of its own. */
function loadedIn(flags: readonly string[], ...args: readonly string[]): Loaded {
  const program = fileURLToPath(new URL('loading-process.mjs', import.meta.url));
  const output = execFileSync(process.execPath, [...flags, program, ...args], { encoding: 'utf8', stdio: 'pipe' });
  return JSON.parse(output) as Loaded;
}

const ofElliptic = /\/node_modules\/(elliptic|bn\.js|hmac-drbg)\//;
const fallback = /\/node_modules\/secp256k1\/(index|elliptic)\.js$/;
const binding = /\/node_modules\/secp256k1\/bindings\.js$/;

describe('a process that uses the plugin', () => {
  test('takes the native library where that is installed', () => {
    const { provider, verdicts, modules } = loadedIn([]);
    expect([provider, verdicts]).toEqual([expect.stringContaining(hasNative ? 'native' : 'WebAssembly'), [true, true]]);
    expect(modules.filter((path) => binding.test(path))).toHaveLength(hasNative ? 1 : 0);
  });

  // Each flag takes something away that is missing on other machines for good.
  test.each([
    ['WebAssembly where no native library loads', ['--no-addons'], 'WebAssembly'],
    ['node:crypto where there is no WebAssembly either', ['--no-addons', '--jitless'], 'node:crypto'],
  ])('takes %s', (_what, flags, expected) => {
    const { provider, verdicts } = loadedIn(flags);
    expect([provider, verdicts]).toEqual([expect.stringContaining(expected), [true, true]]);
  });

  test.each([[[]], [['--no-addons']], [['--no-addons', '--jitless']]])('never loads elliptic, with %o', (flags) => {
    const { modules } = loadedIn(flags);
    expect(modules.filter((path) => ofElliptic.test(path) || fallback.test(path))).toEqual([]);
  });

  test('would be seen if it loaded elliptic', () => {
    const { modules } = loadedIn([], 'elliptic');
    expect(modules.filter((path) => ofElliptic.test(path)).length).toBeGreaterThan(2);
    expect(modules.filter((path) => fallback.test(path))).toHaveLength(1);
  });
});
