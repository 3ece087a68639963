import { lintCodes } from '@chatelaine/policy/lint';
import { expect, test } from 'vitest';
import { readDocument, section } from './documents.ts';

const { text } = readDocument('docs/policy-lint.md');

test('the page describes every code of lint, in order, and nothing else', () => {
  expect([...text.matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(lintCodes.map(({ code }) => code));
});

test.each(lintCodes)('$code is called on the page what it is called in reports', ({ code, title, level }) => {
  expect(section(text, code).trim()).toMatch(new RegExp(`^\\*\\*${title}\\*\\* \\(${level}\\)\\. \\S`));
});
