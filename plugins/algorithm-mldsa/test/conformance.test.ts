import { algorithmChecks, registerChecks } from '@chatelaine/conformance/algorithm';
import { describe, test } from 'vitest';
import { algorithmOf, allSets, providersHere } from './providers.ts';

for (const provider of await providersHere()) {
  for (const { keySpec } of allSets) {
    describe(`${keySpec} of ${provider.name} keeps the contract of an algorithm`, () => {
      registerChecks(test, algorithmChecks, algorithmOf(provider, keySpec));
    });
  }
}
