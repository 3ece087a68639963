import { algorithmChecks, registerChecks } from '@chatelaine/conformance/algorithm';
import { describe, test } from 'vitest';
import { registeredAlgorithms } from './registered-algorithms.ts';

for (const algorithm of await registeredAlgorithms()) {
  describe(`${algorithm.keySpec} keeps the contract of an algorithm`, () => {
    registerChecks(test, algorithmChecks, algorithm);
  });
}
