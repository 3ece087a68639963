import { materialSourceChecks, registerChecks } from '@chatelaine/conformance/material-source';
import { describe, test } from 'vitest';
import { ImportedMaterial } from '../src/imported-material.ts';
import { wrap } from './wrapping.ts';

describe('the source of imported material keeps the contract', () => {
  registerChecks(test, materialSourceChecks, {
    open: () => new ImportedMaterial(true),
    requests: [
      { wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrap },
      { wrappingAlgorithm: 'RSAES_OAEP_SHA_1', wrappingKeySpec: 'RSA_2048', wrap },
    ],
  });
});
