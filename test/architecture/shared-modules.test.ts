import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readWorkspaces } from './repository.ts';

const replacing = /\bvi\.(?:mock|doMock|resetModules)\(/;

test('tests replace modules only in workspaces whose files have modules of their own', () => {
  const settings = readFileSync(new URL('../../vitest.projects.ts', import.meta.url), 'utf8');
  const [, listed = ''] = /replaceModules: ReadonlySet<string> = new Set\(\[(.*?)\]\)/s.exec(settings) ?? [];
  const directories = [...listed.matchAll(/'([^']+)'/g)].map(([, directory]) => directory);
  const found = readWorkspaces()
    .filter(({ files }) => files.some(({ path, text }) => path.endsWith('.test.ts') && replacing.test(text)))
    .map(({ directory }) => directory);
  expect(new Set(directories)).toEqual(new Set(found));
});
