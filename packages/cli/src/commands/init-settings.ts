import { isDomainId, isRegion } from '@chatelaine/core';
import { randomBytes } from 'node:crypto';
import { relative, resolve } from 'node:path';
import type { Settings } from '../configuration/configuration-schema.ts';
import { CommandError } from '../errors/command-error.ts';
import type { RootKeyKind } from './root-key-kinds.ts';

/** The options of `chatelaine init`. */
export interface InitOptions {
  readonly directory?: string;
  readonly region?: string;
  readonly domain?: string;
  readonly rootKey?: RootKeyKind;
  readonly passphraseFile?: string;
  readonly variable?: string;
}

/** The settings of the vault that `chatelaine init` shall make in `directory`. */
export function settingsFor(options: InitOptions, directory: string, workingDirectory: string): Settings {
  const { domain, region = 'local' } = options;
  const domainId = domain ?? randomBytes(8).toString('hex');
  if (!isRegion(region)) throw new CommandError('UsageError', 'The region must be 1–64 characters of [a-z0-9-].');
  if (!isDomainId(domainId))
    throw new CommandError('UsageError', 'The domain must be 1–64 characters of [A-Za-z0-9_-].');
  return {
    region,
    domainId,
    keyStore: { use: 'level', path: './vault' },
    rootKey: rootKeySection(options, directory, workingDirectory),
    authorizer: { use: 'casl' },
    audit: [{ use: 'jsonl', path: './audit' }],
  };
}

function rootKeySection(options: InitOptions, directory: string, workingDirectory: string): Settings['rootKey'] {
  const { passphraseFile, rootKey: use = 'key-file', variable } = options;
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
  if (use === 'key-file') return { use, path: './root.key' };
  if (passphraseFile !== undefined) {
    const path = resolve(workingDirectory, passphraseFile);
    const inside = relative(directory, path);
    return { use, file: inside.startsWith('..') ? path : `./${inside}` };
  }
  return variable === undefined ? { use } : { use, variable };
}
