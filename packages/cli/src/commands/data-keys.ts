import type { KeyId } from '@chatelaine/core';
import { CommandError } from '../errors/command-error.ts';
import { readSmallInput, standardStream } from '../files/input.ts';
import { refuseExisting } from '../files/output-file.ts';
import { writeSmallFiles } from '../files/small-files.ts';
import type { Answer } from '../output/answer.ts';
import { base64, fromBase64 } from '../output/base64.ts';
import { details } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';
import type { Pairs } from '../program/option-parsers.ts';
import { withCaller } from '../vault/with-vault.ts';

/** The options of `chatelaine data-key create`. */
export interface CreateDataKeyOptions {
  readonly key: string;
  readonly length?: number;
  /** False for `--without-plaintext`. */
  readonly withoutPlaintext?: boolean;
  readonly context?: Pairs;
  readonly plaintextFile?: string;
  readonly ciphertextFile?: string;
  readonly force?: boolean;
}

/** The options of `chatelaine data-key encrypt` and `decrypt`. */
export interface ConvertDataKeyOptions {
  readonly key?: string;
  readonly output?: string;
  readonly context?: Pairs;
  readonly force?: boolean;
}

/** Longest input that is read; the vault has the exact limits. */
const mostBytes = 65_536;

/** `chatelaine data-key create` */
export async function createDataKey(invocation: Invocation, options: CreateDataKeyOptions): Promise<Answer> {
  const { ciphertextFile, context: encryptionContext = {}, force = false, key: keyId, length, plaintextFile } = options;
  if (options.withoutPlaintext === true && plaintextFile !== undefined) {
    throw new CommandError('UsageError', 'There is no plaintext for --plaintext-file with --without-plaintext.');
  }
  for (const name of [ciphertextFile, plaintextFile]) {
    if (name !== undefined) await refuseExisting(invocation.surroundings, name, force);
  }
  const request = { keyId, encryptionContext, ...(length === undefined ? {} : { length }) };
  const made = await withCaller(invocation, async (operations): Promise<Made> =>
    options.withoutPlaintext === true
      ? operations.createDataKeyWithoutPlaintext(request)
      : operations.createDataKey(request),
  );
  return tell(invocation, made, { ciphertext: ciphertextFile, plaintext: plaintextFile }, force);
}

/** `chatelaine data-key encrypt` */
export async function encryptDataKey(
  invocation: Invocation,
  input: string,
  options: ConvertDataKeyOptions & { readonly key: string },
): Promise<Answer> {
  const { context: encryptionContext = {}, force = false, key: keyId, output } = options;
  if (output !== undefined) await refuseExisting(invocation.surroundings, output, force);
  const plaintext = await readBytes(invocation, input);
  const made = await withCaller(invocation, (operations) =>
    operations.encryptDataKey({ keyId, plaintext, encryptionContext }),
  );
  plaintext.fill(0);
  return tell(invocation, made, { ciphertext: output }, force);
}

/** `chatelaine data-key decrypt` */
export async function decryptDataKey(
  invocation: Invocation,
  input: string,
  options: ConvertDataKeyOptions,
): Promise<Answer> {
  const { context: encryptionContext = {}, force = false, key: keyId, output } = options;
  if (output !== undefined) await refuseExisting(invocation.surroundings, output, force);
  const ciphertext = await readBytes(invocation, input);
  const made = await withCaller(invocation, (operations) =>
    operations.decryptDataKey({ ciphertext, encryptionContext, ...(keyId === undefined ? {} : { keyId }) }),
  );
  return tell(invocation, made, { plaintext: output }, force);
}

interface Made {
  readonly keyId: KeyId;
  readonly plaintext?: Uint8Array;
  readonly ciphertext?: Uint8Array;
}

type Part = 'plaintext' | 'ciphertext';

/** Files hold bytes; standard input and output carry base64. */
async function readBytes({ surroundings }: Invocation, input: string): Promise<Uint8Array> {
  const bytes = await readSmallInput(surroundings, input, mostBytes);
  if (input !== standardStream) return bytes;
  const decoded = fromBase64(Buffer.from(bytes).toString('latin1'));
  if (decoded === undefined) {
    throw new CommandError(
      'UsageError',
      'Standard input is not base64. Give base64, or name a file that holds the bytes.',
    );
  }
  return decoded;
}

async function tell(
  invocation: Invocation,
  made: Made,
  files: { readonly [Name in Part]?: string | undefined },
  force: boolean,
): Promise<Answer> {
  const parts = (['plaintext', 'ciphertext'] as const).flatMap((name) => {
    const bytes = made[name];
    return bytes === undefined ? [] : [{ name, bytes, file: files[name] }];
  });
  await writeSmallFiles(
    invocation,
    parts.flatMap(({ bytes, file }) => (file === undefined ? [] : [{ name: file, bytes }])),
    force,
  );
  const document = Object.fromEntries(
    parts.map(({ name, bytes, file }) => (file === undefined ? [name, base64(bytes)] : [`${name}File`, file])),
  );
  const rows = parts.map(
    ({ name, bytes, file }) =>
      [name === 'plaintext' ? 'Plaintext' : 'Ciphertext', file === undefined ? base64(bytes) : `in ${file}`] as const,
  );
  made.plaintext?.fill(0);
  const text = details([['Key id', made.keyId], ...rows], invocation.report.style);
  return { document: { keyId: made.keyId, ...document }, text };
}
