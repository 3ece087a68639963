import { errorCodes } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { readDocument, section } from './documents.ts';

const { text } = readDocument('docs/errors.md');
const described = [...text.matchAll(/^### (.+)$/gm)].map(([, name]) => name);

test('the page describes every error code, in the order of the code, and nothing else', () => {
  expect(described).toEqual(Object.keys(errorCodes));
});

describe.each(Object.entries(errorCodes))('%s', (code, meaning) => {
  const paragraphs = section(text, code).trim().split('\n\n');

  test('is described by what it means, when it comes and what to do', () => {
    expect(paragraphs.map((paragraph) => /^\*\*(\w+)\.\*\* \S/.exec(paragraph)?.[1])).toEqual(['Means', 'When', 'Do']);
  });

  test('means on the page what it means in the code', () => {
    expect(paragraphs[0]).toBe(`**Means.** ${meaning}`);
  });
});
