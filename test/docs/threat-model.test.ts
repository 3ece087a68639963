import { describe, expect, test } from 'vitest';
import { isInRepository, readDocument, section, tableRows } from './documents.ts';

const [, ...rows] = tableRows(section(readDocument('docs/threat-model.md').text, 'Requirements'));

test('every one of the 25 requirements has its row', () => {
  expect(rows.map(([number]) => number)).toEqual(Array.from({ length: 25 }, (_, index) => `${index + 1}`));
});

describe.each(rows)('requirement %s', (_number, requirement, metBy = '', shownBy = '') => {
  const paths = (cell: string): string[] => [...cell.matchAll(/`([^`]+\/[^`]+)`/g)].map(([, path = '']) => path);

  test(`is shown by a test that exists, or said to be not yet: ${requirement}`, () => {
    const tests = paths(shownBy);
    expect(tests.filter((path) => !path.endsWith('.test.ts') || !isInRepository(path))).toEqual([]);
    expect(tests.length > 0 || shownBy.startsWith('not yet')).toBe(true);
  });

  test('is met by files that exist, unless it is not met yet', () => {
    const files = paths(metBy);
    expect(files.filter((path) => !isInRepository(path))).toEqual([]);
    expect(files.length > 0 || metBy !== '' || shownBy.startsWith('not yet')).toBe(true);
  });
});
