import { materialSourceChecks, registerChecks } from '@chatelaine/conformance/material-source';
import { describe, test } from 'vitest';
import { generatedMaterial } from '../src/generated-material.ts';

describe('the source of generated material keeps the contract', () => {
  registerChecks(test, materialSourceChecks, { open: () => generatedMaterial });
});
