import type { CreateDataKeyPairResponse, CreateDataKeyPairWithoutPlaintextResponse } from '@chatelaine/core';
import { CommandError } from '../errors/command-error.ts';
import { refuseExistingOf } from '../files/output-file.ts';
import type { Answer } from '../output/answer.ts';
import type { Invocation } from '../program/invocation.ts';
import type { Pairs } from '../program/option-parsers.ts';
import { withCaller } from '../vault/with-vault.ts';
import { tellParts } from './parts.ts';

/** The options of `chatelaine data-key pair`. */
export interface CreateDataKeyPairOptions {
  readonly key: string;
  readonly spec: string;
  readonly withoutPlaintext?: boolean;
  readonly context?: Pairs;
  readonly publicKeyFile?: string;
  readonly plaintextFile?: string;
  readonly ciphertextFile?: string;
  readonly force?: boolean;
}

type Made = CreateDataKeyPairWithoutPlaintextResponse & Partial<CreateDataKeyPairResponse>;

/** `chatelaine data-key pair` */
export async function createDataKeyPair(invocation: Invocation, options: CreateDataKeyPairOptions): Promise<Answer> {
  const { ciphertextFile, context: encryptionContext = {}, force = false, plaintextFile, publicKeyFile } = options;
  if (options.withoutPlaintext === true && plaintextFile !== undefined) {
    throw new CommandError('UsageError', 'There is no plaintext for --plaintext-file with --without-plaintext.');
  }
  await refuseExistingOf(invocation.surroundings, [publicKeyFile, ciphertextFile, plaintextFile], force);
  const request = { keyId: options.key, keyPairSpec: options.spec, encryptionContext };
  const made = await withCaller(invocation, async (operations): Promise<Made> =>
    options.withoutPlaintext === true
      ? operations.createDataKeyPairWithoutPlaintext(request)
      : operations.createDataKeyPair(request),
  );
  const { keyId, keyPairSpec, privateKeyCiphertext, privateKeyPlaintext, publicKey } = made;
  const answer = await tellParts(
    invocation,
    { keyId, keyPairSpec },
    [
      { name: 'publicKey', title: 'Public key', bytes: publicKey, file: publicKeyFile },
      { name: 'privateKeyPlaintext', title: 'Private key', bytes: privateKeyPlaintext, file: plaintextFile },
      { name: 'privateKeyCiphertext', title: 'Ciphertext', bytes: privateKeyCiphertext, file: ciphertextFile },
    ],
    force,
  );
  privateKeyPlaintext?.fill(0);
  return answer;
}
