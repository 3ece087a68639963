import { relative, resolve } from 'node:path';
import type { Settings } from '../configuration/configuration-schema.ts';
import { CommandError } from '../errors/command-error.ts';
import type { RootKeyKind } from './root-key-kinds.ts';

/** The options that say what the root key is, of `chatelaine init` and `chatelaine root-key rotate`. */
export interface RootKeyOptions {
  readonly rootKey?: RootKeyKind;
  readonly passphraseFile?: string;
  readonly variable?: string;
}

/** The section `rootKey` of a configuration in `directory`, as options say. `keyFile` is as the configuration has it. */
export function rootKeySection(
  use: RootKeyKind,
  keyFile: string,
  { passphraseFile, variable }: RootKeyOptions,
  directory: string,
  workingDirectory: string,
): Settings['rootKey'] {
  if (passphraseFile !== undefined && (use !== 'passphrase' || variable !== undefined)) {
    throw new CommandError(
      'UsageError',
      '--passphrase-file stands only with --root-key passphrase and without --variable.',
    );
  }
  if (variable !== undefined && use === 'key-file') {
    throw new CommandError(
      'UsageError',
      '--variable stands only with --root-key passphrase or --root-key environment.',
    );
  }
  if (use === 'key-file') return { use, path: keyFile };
  if (passphraseFile !== undefined) return { use, file: pathFrom(directory, workingDirectory, passphraseFile) };
  return variable === undefined ? { use } : { use, variable };
}

/** How a configuration in `directory` names a file: relative to it, unless the file lies elsewhere. */
export function pathFrom(directory: string, workingDirectory: string, file: string): string {
  const path = resolve(workingDirectory, file);
  const inside = relative(directory, path);
  return inside.startsWith('..') ? path : `./${inside}`;
}
