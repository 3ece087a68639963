import { describe, expect, test } from 'vitest';
import { problemsOf } from './documents.ts';

const tooDeep = 'lists and maps are nested more than 32 deep';
const tooLong = /a text of \d+ characters is too long; the most is 4096$/;
const tooMany = /the document has too many parts; divide it into several files$/;

describe('nesting is refused before anything descends into it:', () => {
  test.each([
    ['20,000 flow lists', '['.repeat(20_000)],
    ['20,000 flow lists that are closed', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['block lists on one line', '- '.repeat(300_000)],
    ['explicit keys', '? '.repeat(300_000)],
    ['flow maps', '{a: '.repeat(200_000)],
    ['maps without keys', ': '.repeat(300_000)],
    ['block maps by indentation', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('%s', (_name, text) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(tooDeep)]);
  });

  test('what a policy needs is not deep', () => {
    expect(problemsOf(`policy: chatelaine/v1\nname: a\nrules: ${'['.repeat(28)}${']'.repeat(28)}\n`)).toEqual([
      'test.yaml:3:9 a rule must be a map, not a list',
    ]);
  });
});

describe('long text is refused before it is folded:', () => {
  test.each([
    ['spaces in quotes', `"${' '.repeat(500_000)}x\n${' '.repeat(500_000)}"`],
    ['plain text', 'a '.repeat(500_000)],
    ['a quotation that is never closed', `"${'a\n'.repeat(400_000)}`],
    ['a block of lines', `a: |\n${' x\n'.repeat(300_000)}`],
    ['plain lines', `a: x\n${'  y\n'.repeat(200_000)}`],
    ['colons', ':'.repeat(1_000_000)],
  ])('%s', (_name, text) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(tooLong)]);
  });
});

describe('very many parts are refused while they are counted:', () => {
  test('items of a list', { timeout: 120_000 }, () => {
    expect(problemsOf(`[${'a,'.repeat(500_000)}]`)).toEqual([expect.stringMatching(tooMany)]);
  });

  test('documents are refused at the second', () => {
    expect(problemsOf('---\n'.repeat(200_000))).toEqual([
      'test.yaml:2:1 a file holds one document; move what follows --- to a file of its own',
    ]);
  });

  test('a list in a rule is refused as such', () => {
    const who = Array.from({ length: 1_001 }, (_, index) => `user:u${index}`).join(', ');
    const text = `policy: chatelaine/v1\nname: a\nrules:\n  - { id: a, effect: deny, who: [${who}], actions: [kms:cmk:get], keys: all, reason: Because of it }\n`;
    expect(problemsOf(text)).toEqual(['test.yaml:4:33 who has 1001 entries; the most is 1000']);
  });
});
