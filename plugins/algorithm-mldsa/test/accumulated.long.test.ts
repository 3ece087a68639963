import { describe, expect, test } from 'vitest';
import { loadPrimitive } from '../src/primitives/load-primitive.ts';
import { accumulated } from './accumulated.ts';
import { allSets } from './providers.ts';
import { standardAnswers } from './standard-answers.ts';

describe.each(allSets)('$keySpec makes the keys and signatures of C2SP/CCTV', (set) => {
  const [of100, of10000] = standardAnswers[set.keySpec].accumulated;

  test('with noble, 100 of them', async () => {
    expect(await accumulated(set, await loadPrimitive('noble', set), 100)).toBe(of100);
  });

  test('with liboqs, 10,000 of them', async () => {
    expect(await accumulated(set, await loadPrimitive('liboqs', set), 10_000)).toBe(of10000);
  });
});
