import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runNode } from '../run-process.ts';
import { temporaryFolder } from './vault-on-disk.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const watch = new URL('loaded-modules.mjs', import.meta.url).href;

/** The packages whose modules a command loads. */
async function loadedBy(...argv: readonly string[]): Promise<ReadonlySet<string>> {
  const cwd = temporaryFolder();
  const file = join(cwd, 'loaded');
  // Newer versions of Node.js deprecate the one way to watch that Node.js 20 has.
  const parameters = [
    '--disable-warning=DEP0205',
    '--import',
    watch,
    join(root, 'packages/cli/bin/chatelaine.js'),
    ...argv,
  ];
  const ended = await runNode(parameters, { cwd, environment: { LOADED_MODULES: file } });
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  const found = readFileSync(file, 'utf8').matchAll(
    /\/(packages\/\w+|plugins\/[\w-]+|node_modules\/(?:@\w+\/)?[\w-]+)\//g,
  );
  return new Set([...found].map(([, name = '']) => name.replace('node_modules/', '')));
}

// Loading is most of what a command takes to start.
describe('the command loads what it needs and no more', () => {
  test('for its help', async () => {
    const loaded = await loadedBy('--help');
    expect([...loaded].toSorted()).toEqual(['commander', 'packages/cli', 'packages/core']);
  });

  test('to check policies: no vault, no plugin', async () => {
    const loaded = await loadedBy('policy', 'check', join(root, 'policies'));
    expect(loaded).toContain('packages/policy');
    expect([...loaded].filter((name) => /^packages\/vault$|^plugins\/|inversify/.test(name))).toEqual([]);
  });

  test('to tell the algorithms: no store, no root key, no authorizer', async () => {
    const loaded = await loadedBy('algorithms');
    expect(loaded).toContain('plugins/algorithm-aes');
    expect([...loaded].filter((name) => /^plugins\/(?:store|root-key|authorization|audit)/.test(name))).toEqual([]);
  });
});
