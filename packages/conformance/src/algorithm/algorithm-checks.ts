import type { Algorithm } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { dataKeyPairChecks } from './data-key-pairs.ts';
import { declarationChecks } from './declarations.ts';
import { loadingChecks } from './loading.ts';
import { macChecks } from './macs.ts';
import { materialChecks } from './material.ts';
import { openingChecks } from './opening.ts';
import { publicEncryptionChecks } from './public-encryption.ts';
import { publicKeyChecks } from './public-keys.ts';
import { sealingChecks } from './sealing.ts';
import { signingChecks } from './signing.ts';

/**
 * The contract of `Algorithm`, law by law. Register them with `registerChecks`, which leaves out the capabilities
 * that the declared usages and suites don't promise.
 */
export const algorithmChecks: readonly Check<Algorithm>[] = [
  ...declarationChecks,
  ...materialChecks,
  ...loadingChecks,
  ...publicKeyChecks,
  ...dataKeyPairChecks,
  ...sealingChecks,
  ...openingChecks,
  ...publicEncryptionChecks,
  ...signingChecks,
  ...macChecks,
];
