import type { KeyId } from '@chatelaine/core';
import { CommandError } from '../errors/command-error.ts';
import { readEncodedInput } from '../files/input.ts';
import { refuseExistingOf } from '../files/output-file.ts';
import type { Answer } from '../output/answer.ts';
import type { Invocation } from '../program/invocation.ts';
import type { Pairs } from '../program/option-parsers.ts';
import { withCaller } from '../vault/with-vault.ts';
import { tellParts } from './parts.ts';

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

/** `chatelaine data-key create` */
export async function createDataKey(invocation: Invocation, options: CreateDataKeyOptions): Promise<Answer> {
  const { ciphertextFile, context: encryptionContext = {}, force = false, key: keyId, length, plaintextFile } = options;
  if (options.withoutPlaintext === true && plaintextFile !== undefined) {
    throw new CommandError('UsageError', 'There is no plaintext for --plaintext-file with --without-plaintext.');
  }
  await refuseExistingOf(invocation.surroundings, [ciphertextFile, plaintextFile], force);
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
  await refuseExistingOf(invocation.surroundings, [output], force);
  const plaintext = await readEncodedInput(invocation.surroundings, input);
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
  await refuseExistingOf(invocation.surroundings, [output], force);
  const ciphertext = await readEncodedInput(invocation.surroundings, input);
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

async function tell(
  invocation: Invocation,
  { ciphertext, keyId, plaintext }: Made,
  files: { readonly plaintext?: string | undefined; readonly ciphertext?: string | undefined },
  force: boolean,
): Promise<Answer> {
  const answer = await tellParts(
    invocation,
    { keyId },
    [
      { name: 'plaintext', title: 'Plaintext', bytes: plaintext, file: files.plaintext },
      { name: 'ciphertext', title: 'Ciphertext', bytes: ciphertext, file: files.ciphertext },
    ],
    force,
  );
  plaintext?.fill(0);
  return answer;
}
