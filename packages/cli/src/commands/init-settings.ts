import { isDomainId, isRegion } from '@chatelaine/core';
import { randomBytes } from 'node:crypto';
import type { Settings } from '../configuration/configuration-schema.ts';
import { CommandError } from '../errors/command-error.ts';
import { type RootKeyOptions, rootKeySection } from './root-key-section.ts';

/** The options of `chatelaine init`. */
export interface InitOptions extends RootKeyOptions {
  readonly directory?: string;
  readonly region?: string;
  readonly domain?: string;
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
    rootKey: rootKeySection(options.rootKey ?? 'key-file', './root.key', options, directory, workingDirectory),
    authorizer: { use: 'casl' },
    audit: [{ use: 'jsonl', path: './audit' }],
  };
}
