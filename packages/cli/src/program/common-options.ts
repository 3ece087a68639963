import { Option } from 'commander';
import { collectPair } from './option-parsers.ts';

/** Options that several commands share. */
export const contextOption = (): Option =>
  new Option(
    '--context <key=value>',
    'a pair of the encryption context: authenticated, not encrypted, needed again to decrypt; may be repeated',
  ).argParser(collectPair);

export const forceOption = (): Option => new Option('--force', 'replaces an output that exists');
