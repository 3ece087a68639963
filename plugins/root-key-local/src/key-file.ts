import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import {
  type Factory,
  type OptionsSchema,
  type RootKey,
  type RootKeyContext,
  VaultError,
  mixed,
} from '@chatelaine/core';
import * as v from 'valibot';
import { createPrivateFile, readPrivateFile } from './private-file.ts';
import { RandomSecret } from './random-secret.ts';
import { formatRootKey, parseRootKey } from './root-key-text.ts';
import { WrappingRootKey } from './wrapping-root-key.ts';

/** A root key in a file of one line, `chatelaine-root-key-1 <43 characters of base64url>`. */
export interface KeyFileOptions {
  /**
   * Relative to the base directory. A regular file of the user whom the process runs as, mode 0600 or stricter.
   * It is made with a new vault if it is missing, and never overwritten.
   */
  readonly path: string;
}

const pathMessage = 'path is the path of the key file';

const options: OptionsSchema<KeyFileOptions> = v.strictObject(
  { path: v.pipe(v.string(pathMessage), v.nonEmpty(pathMessage)) },
  'give path, the path of the key file, and nothing else',
);

const line = /^chatelaine-root-key-1 ([^\r\n]*)(?:\r?\n)?$/;

/** More than a key file has, so that longer ones are seen to be wrong. */
const readLimit = 128;

function parse(content: Uint8Array): Uint8Array | undefined {
  const [, text] = line.exec(new TextDecoder().decode(content)) ?? [];
  return text === undefined ? undefined : parseRootKey(text);
}

async function create(path: string): Promise<void> {
  const key = mixed(randomBytes(32));
  await createPrivateFile(path, `chatelaine-root-key-1 ${formatRootKey(key)}\n`);
  key.fill(0);
}

async function open({ path: given }: KeyFileOptions, context: RootKeyContext): Promise<RootKey> {
  const path = resolve(context.baseDirectory, given);
  let content = await readPrivateFile(path, readLimit);
  if (content === undefined && context.newVault) {
    await create(path);
    // What stands there now, whoever made it: of two processes that make one vault, one made the file.
    content = await readPrivateFile(path, readLimit);
  }
  if (content === undefined) {
    throw new VaultError(
      'RootKeyUnavailable',
      `The key file ${path} does not exist. Put back the file that the vault was made with; without it the vault can't be opened.`,
    );
  }
  const key = parse(content);
  content.fill(0);
  if (key === undefined) {
    throw new VaultError(
      'RootKeyUnavailable',
      `${path} is not a key file: it should be one line, chatelaine-root-key-1 and 43 characters of base64url. ` +
        'It was left as it is. Check the path, or put the key file back from a backup.',
    );
  }
  return new WrappingRootKey(`key file ${given}`, new RandomSecret(key));
}

export const keyFileFactory: Factory<KeyFileOptions, RootKey, RootKeyContext> = { options, open };
