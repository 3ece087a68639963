import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { VaultError } from '@chatelaine/core';

/** The PEM of keys that are given as PEM or by path. */
export function readPublicKeys(given: readonly string[], baseDirectory: string): readonly string[] {
  return given.map((key) => (key.includes('-----BEGIN') ? key : readKeyFile(resolve(baseDirectory, key))));
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new VaultError(
      'InvalidArgument',
      `The public key ${path} can't be read; give PEM, or the path of a PEM file.`,
      {
        cause,
      },
    );
  }
}
