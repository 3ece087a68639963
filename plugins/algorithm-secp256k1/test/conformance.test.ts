import { algorithmChecks, registerChecks } from '@chatelaine/conformance/algorithm';
import { describe, test } from 'vitest';
import { providerNames, registered } from './subjects.ts';

for (const provider of providerNames) {
  const algorithm = await registered({ provider });
  describe(`SECP256K1 keeps the contract of an algorithm with the provider ${provider}`, () => {
    registerChecks(test, algorithmChecks, algorithm);
  });
}
