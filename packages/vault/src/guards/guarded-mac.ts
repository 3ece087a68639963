import type { Mac } from '@chatelaine/core';
import { checked } from './contained.ts';
import { declaredExecution, declaredNames } from './declared.ts';
import { newBytes } from './memory.ts';
import { misbehaved } from './misbehaved.ts';

/** A shorter one could be guessed, and a key that gives the same short one for all would be found valid everywhere. */
const shortestMac = 16;
const longestMac = 1_024;

/** Holds message authentication codes to their contract. */
export function guardMac(who: string, mac: Mac, declared: readonly [string, ...string[]] | undefined): Mac {
  const [macAlgorithm] = declaredNames(who, declared, [mac.macAlgorithm]);
  const execution = declaredExecution(who, mac.execution, ['generate']);
  return Object.freeze({
    execution,
    macAlgorithm,
    generate: (message: Uint8Array) =>
      checked(
        who,
        () => mac.generate(message),
        (code) => checkCode(who, code, message),
      ),
  });
}

function checkCode(who: string, code: unknown, message: Uint8Array): Uint8Array {
  const bytes = newBytes(code, message);
  if (bytes === undefined || bytes.length < shortestMac || bytes.length > longestMac) {
    throw misbehaved(who, 'gave no message authentication code');
  }
  return bytes;
}
