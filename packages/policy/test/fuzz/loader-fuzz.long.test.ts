import { expect, test } from 'vitest';
import { fuzzBombs, fuzzBundles, fuzzDamagedText, fuzzStructure, fuzzText } from './fuzz-loader.ts';

test('any text is loaded whole or refused, 100,000 times', () => fuzzText(100_000));

test('a document whose text is damaged is loaded whole or refused, 50,000 times', () => {
  expect(fuzzDamagedText(50_000).loaded).toBeGreaterThan(1_000);
});

test('a document of which members are changed is loaded whole or refused, by both readers alike, 50,000 times', () => {
  expect(fuzzStructure(50_000).quick).toBeGreaterThan(10_000);
});

test('a bundle of which anything is changed is refused, 50,000 times', () => fuzzBundles(50_000));

test('what grows when it is read is refused in time, 1,000 times', () => fuzzBombs(1_000, [10, 1_000, 30_000]));
