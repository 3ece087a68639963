import { describe, expect, test } from 'vitest';
import {
  applicableChecks,
  materialSourceChecks,
  registerChecks,
  type MaterialSourceSubject,
} from '../src/material-source/index.ts';
import { honestGenerator, honestSource, importSubject } from './material-sources/honest-source.ts';
import { sourceMutants } from './material-sources/source-mutants.ts';

/** Which of the checks the source fails, each run on a new one. */
async function catching(make: () => MaterialSourceSubject): Promise<readonly string[]> {
  const names: string[] = [];
  for (const check of applicableChecks(materialSourceChecks, make())) {
    await check.run(make()).catch(() => names.push(check.name));
  }
  return names;
}

describe('an honest source passes: one that imports', () => {
  registerChecks(test, materialSourceChecks, importSubject(honestSource));
});

describe('an honest source passes: one that generates', () => {
  registerChecks(test, materialSourceChecks, { open: honestGenerator });
});

describe('the material source checks', () => {
  const useful = new Set<string>();

  test.each(Object.entries(sourceMutants))('catch a source that %s', async (_lie, make) => {
    const names = await catching(make);
    for (const name of names) useful.add(name);
    expect(names).not.toEqual([]);
  });

  test('are such that each of them catches one at least', () => {
    expect(materialSourceChecks.map((check) => check.name).filter((name) => !useful.has(name))).toEqual([]);
  });

  test('have names that differ', () => {
    expect(new Set(materialSourceChecks.map((check) => check.name)).size).toBe(materialSourceChecks.length);
  });
});
