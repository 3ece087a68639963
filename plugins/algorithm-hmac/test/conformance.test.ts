import { algorithmChecks, registerChecks } from '@chatelaine/conformance/algorithm';
import { describe, test } from 'vitest';
import { HmacAlgorithm } from '../src/hmac-algorithm.ts';
import { hmacSpecs } from '../src/hmac-specs.ts';

describe.each(hmacSpecs)('$keySpec keeps the contract of an algorithm', (spec) => {
  registerChecks(test, algorithmChecks, new HmacAlgorithm(spec));
});
