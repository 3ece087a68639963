import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linkedFiles } from '../documentation/markdown.ts';
import { isInRepository, namesIn, readDocument, readDocuments, withoutFences } from './documents.ts';

/** What a heading is called in links. */
function fragmentOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

describe.each(readDocuments())('$path', ({ path, text }) => {
  const prose = withoutFences(text);

  test('links to files that exist', () => {
    const targets = linkedFiles(prose).map((target) => posix.join(posix.dirname(path), target));
    expect(targets.filter((target) => !isInRepository(target))).toEqual([]);
  });

  test('links to headings that exist', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]*)#([^)\s]+)\)/g)];
    const missing = links.filter(([, file = '', fragment = '']) => {
      if (/^[a-z]+:/.test(file)) return false;
      const page = file === '' ? text : readDocument(posix.join(posix.dirname(path), file)).text;
      const headings = [...withoutFences(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => fragmentOf(heading));
      return !headings.includes(fragment);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  test('names files and folders of the repository that exist', () => {
    const named = [...prose.matchAll(/`((?:packages|plugins|test|docs|policies)\/[^`\s<]*)`/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !isInRepository(name))).toEqual([]);
  });

  test('has one title, and it is the first line', () => {
    expect([...prose.matchAll(/^# /gm)].map(({ index }) => index)).toEqual([0]);
  });
});

test('decisions are numbered without a gap, and each names its alternatives', () => {
  const names = namesIn('docs/adr/').toSorted();
  expect(names.map((name) => name.slice(0, 4))).toEqual(names.map((_, index) => `${index + 1}`.padStart(4, '0')));
  for (const [index, name] of names.entries()) {
    const { text } = readDocument(`docs/adr/${name}`);
    expect(text).toMatch(new RegExp(`^# ${index + 1}\\. `));
    for (const part of ['Context', 'Decision', 'Alternatives', 'Consequences']) expect(text).toContain(`**${part}.**`);
  }
});
