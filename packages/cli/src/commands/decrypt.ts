import { Readable } from 'node:stream';
import { readWhole, standardStream } from '../files/input.ts';
import { OutputFile, refuseExisting } from '../files/output-file.ts';
import { spooledOutputSink } from '../files/spooled-output-sink.ts';
import type { Answer } from '../output/answer.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import type { Pairs } from '../program/option-parsers.ts';
import { decryptedName } from './file-names.ts';
import { transformFile } from './transform-file.ts';

/** The options of `chatelaine decrypt`. */
export interface DecryptOptions {
  readonly key?: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly context?: Pairs;
  /** The input is a block by this algorithm, no stream. */
  readonly algorithm?: string;
}

/** `chatelaine decrypt` */
export async function decrypt(invocation: Invocation, input: string, options: DecryptOptions): Promise<Answer> {
  const { report, surroundings } = invocation;
  const output = decryptedName(input, options.output);
  const force = options.force ?? false;
  const toStandardOutput = output === standardStream;
  if (toStandardOutput) report.claimOutput();
  else await refuseExisting(surroundings, output, force);
  const { keyId, bytes } = await transformFile(
    invocation,
    input,
    () => (toStandardOutput ? spooledOutputSink(surroundings) : OutputFile.create(surroundings, output, force)),
    async (operations, ciphertext) => {
      const expected = options.key === undefined ? {} : { keyId: options.key };
      const encryptionContext = options.context ?? {};
      const { algorithm: encryptionAlgorithm } = options;
      if (encryptionAlgorithm === undefined) {
        const started = await operations.decryptStream({ ciphertext, encryptionContext, ...expected });
        return { keyId: started.keyId, output: started.plaintext };
      }
      const request = { ciphertext: await readWhole(ciphertext, input), encryptionContext, encryptionAlgorithm };
      const { keyId: found, plaintext } = await operations.decryptData({ ...request, ...expected });
      return { keyId: found, output: Readable.from([plaintext]) };
    },
  );
  const text = toStandardOutput
    ? ''
    : `Decrypted ${printable(input)} to ${printable(output)} (${bytes} bytes) with key ${keyId}.`;
  return { document: { keyId, input, output, bytes }, text };
}
