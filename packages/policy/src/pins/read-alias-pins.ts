import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { VaultError } from '@chatelaine/core';
import { type AliasPins, aliasPinsFile, maximumPinsBytes, parseAliasPins } from './alias-pins.ts';

/**
 * The pins of a folder of policies; `undefined` if it has none.
 *
 * @throws VaultError `InvalidPolicy` if they can't be read
 */
export function readAliasPins(folder: string): AliasPins | undefined {
  const path = join(folder, aliasPinsFile);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isFile() || found.size > maximumPinsBytes) {
    throw new VaultError('InvalidPolicy', `${path} is no file of at most ${maximumPinsBytes} bytes.`);
  }
  return parseAliasPins(readFileSync(path, 'utf8'));
}
