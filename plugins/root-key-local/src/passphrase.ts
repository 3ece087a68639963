import { resolve } from 'node:path';
import { type Factory, type RootKey, type RootKeyContext, VaultError } from '@chatelaine/core';
import { readVariable } from './environment-variable.ts';
import { type PassphraseOptions, type PassphraseOrigin, passphraseOptions } from './passphrase-options.ts';
import { PassphraseSecret } from './passphrase-secret.ts';
import { maximumBytes, preparePassphrase } from './passphrase-text.ts';
import { readPrivateFile } from './private-file.ts';
import { defaultCost } from './scrypt-cost.ts';
import { WrappingRootKey } from './wrapping-root-key.ts';

interface Found {
  readonly text: string;
  readonly description: string;
}

async function ask(question: () => string | Promise<string>): Promise<string> {
  let answer: unknown;
  try {
    answer = await question();
  } catch (cause) {
    if (VaultError.is(cause)) throw cause;
    throw new VaultError('RootKeyUnavailable', 'The function that asks for the passphrase failed.', { cause });
  }
  if (typeof answer === 'string') return answer;
  throw new VaultError('RootKeyUnavailable', 'The function that asks for the passphrase returned no text.');
}

async function readFile(path: string): Promise<string> {
  // Room for a byte order mark, a line break, and one byte more, so that longer files are seen to be too long.
  const content = await readPrivateFile(path, maximumBytes + 6);
  if (content === undefined) {
    throw new VaultError('RootKeyUnavailable', `The passphrase file ${path} does not exist. Make it with mode 0600.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new VaultError('RootKeyUnavailable', `The passphrase file ${path} is not UTF-8 text.`, { cause });
  } finally {
    content.fill(0);
  }
}

async function find(origin: PassphraseOrigin, baseDirectory: string): Promise<Found> {
  if ('file' in origin) {
    const text = await readFile(resolve(baseDirectory, origin.file));
    return { text, description: `passphrase in file ${origin.file}` };
  }
  if ('variable' in origin) {
    const text = readVariable(origin.variable, 'Set it to the passphrase of the vault.');
    return { text, description: `passphrase in environment variable ${origin.variable}` };
  }
  const { passphrase } = origin;
  return { text: typeof passphrase === 'string' ? passphrase : await ask(passphrase), description: 'passphrase' };
}

async function open(options: PassphraseOptions, context: RootKeyContext): Promise<RootKey> {
  const { text, description } = await find(options, context.baseDirectory);
  const passphrase = preparePassphrase(text, context.newVault);
  return new WrappingRootKey(description, new PassphraseSecret(passphrase, { ...defaultCost, ...options.cost }));
}

export const passphraseFactory: Factory<PassphraseOptions, RootKey, RootKeyContext> = {
  options: passphraseOptions,
  open,
};
