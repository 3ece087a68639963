import { Readable } from 'node:stream';
import { readWhole, standardStream } from '../files/input.ts';
import { OutputFile, refuseExisting } from '../files/output-file.ts';
import { standardOutputSink } from '../files/standard-output-sink.ts';
import type { Answer } from '../output/answer.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import type { Pairs } from '../program/option-parsers.ts';
import { encryptedName } from './file-names.ts';
import { transformFile } from './transform-file.ts';

/** The options of `chatelaine encrypt`. */
export interface EncryptOptions {
  readonly key: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly context?: Pairs;
  /** Encrypts the input as one block instead of a stream. */
  readonly algorithm?: string;
}

/** `chatelaine encrypt` */
export async function encrypt(invocation: Invocation, input: string, options: EncryptOptions): Promise<Answer> {
  const { report, surroundings } = invocation;
  const output = encryptedName(input, options.output);
  const force = options.force ?? false;
  const toStandardOutput = output === standardStream;
  if (toStandardOutput) report.claimOutput();
  else await refuseExisting(surroundings, output, force);
  const { keyId, bytes } = await transformFile(
    invocation,
    input,
    () => (toStandardOutput ? standardOutputSink(surroundings) : OutputFile.create(surroundings, output, force)),
    async (operations, plaintext) => {
      const { algorithm: encryptionAlgorithm, context: encryptionContext = {}, key } = options;
      if (encryptionAlgorithm === undefined) {
        const started = await operations.encryptStream({ keyId: key, plaintext, encryptionContext });
        return { keyId: started.keyId, output: started.ciphertext };
      }
      const data = await readWhole(plaintext, input);
      const request = { keyId: key, plaintext: data, encryptionContext, encryptionAlgorithm };
      const made = await operations.encryptData(request);
      data.fill(0);
      return { keyId: made.keyId, output: Readable.from([made.ciphertext]) };
    },
  );
  const text = toStandardOutput
    ? ''
    : `Encrypted ${printable(input)} to ${printable(output)} (${bytes} bytes) with key ${keyId}.`;
  return { document: { keyId, input, output, bytes }, text };
}
