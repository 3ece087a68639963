import { expect, test } from 'vitest';
import { fuzzBombs, fuzzBundles, fuzzDamagedText, fuzzStructure, fuzzText } from './fuzz-loader.ts';

const timeout = 60_000;

test('any text is loaded whole or refused', { timeout }, () => fuzzText(500));

test('a document whose text is damaged is loaded whole or refused', { timeout }, () => {
  const { loaded, refused } = fuzzDamagedText(300);
  expect(Math.min(loaded, refused)).toBeGreaterThan(0);
});

test('a document of which members are changed is loaded whole or refused, by both readers alike', { timeout }, () => {
  const { loaded, refused, quick } = fuzzStructure(300);
  expect(Math.min(loaded, refused, quick)).toBeGreaterThan(30);
});

test('a bundle of which anything is changed is refused', { timeout }, () => fuzzBundles(500));

test('what grows when it is read is refused in time', { timeout }, () => fuzzBombs(40, [10, 1_000, 4_000]));
