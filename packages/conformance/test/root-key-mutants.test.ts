import { describe, expect, test } from 'vitest';
import { registerChecks, rootKeyChecks, type RootKeySubject } from '../src/root-key/index.ts';
import { honestRootKey, rootKeySubject } from './root-keys/honest-root-key.ts';
import { rootKeyMutants } from './root-keys/root-key-mutants.ts';

/** Which of the checks the root key fails, each run on a new one. */
async function catching(make: () => RootKeySubject): Promise<readonly string[]> {
  const names: string[] = [];
  for (const check of rootKeyChecks) await check.run(make()).catch(() => names.push(check.name));
  return names;
}

describe('an honest root key passes', () => {
  registerChecks(test, rootKeyChecks, rootKeySubject(honestRootKey));
});

describe('the root key checks', () => {
  const useful = new Set<string>();

  test.each(Object.entries(rootKeyMutants))('catch a root key that %s', async (_lie, make) => {
    const names = await catching(make);
    for (const name of names) useful.add(name);
    expect(names).not.toEqual([]);
  });

  test('are such that each of them catches one at least', () => {
    expect(rootKeyChecks.map((check) => check.name).filter((name) => !useful.has(name))).toEqual([]);
  });

  test('have names that differ', () => {
    expect(new Set(rootKeyChecks.map((check) => check.name)).size).toBe(rootKeyChecks.length);
  });
});
