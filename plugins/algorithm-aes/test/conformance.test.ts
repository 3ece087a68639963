import { algorithmChecks, registerChecks } from '@chatelaine/conformance/algorithm';
import { describe, test } from 'vitest';
import { Aes256 } from '../src/aes-256.ts';

describe('AES_256 keeps the contract of an algorithm', () => {
  registerChecks(test, algorithmChecks, new Aes256(4_096, () => performance.now()));
});

describe('AES_256 keeps it, too, with room for one derived key only', () => {
  registerChecks(test, algorithmChecks, new Aes256(1, () => performance.now()));
});
