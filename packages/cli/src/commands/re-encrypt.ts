import { CommandError } from '../errors/command-error.ts';
import { readEncodedInput } from '../files/input.ts';
import { refuseExistingOf } from '../files/output-file.ts';
import type { Answer } from '../output/answer.ts';
import type { Invocation } from '../program/invocation.ts';
import type { Pairs } from '../program/option-parsers.ts';
import { withCaller } from '../vault/with-vault.ts';
import { tellPart } from './parts.ts';

/** The options of `chatelaine re-encrypt`. */
export interface ReEncryptOptions {
  readonly key: string;
  readonly algorithm?: string;
  readonly context?: Pairs;
  readonly withoutContext?: boolean;
  readonly sourceKey?: string;
  readonly sourceAlgorithm?: string;
  readonly sourceContext?: Pairs;
  readonly output?: string;
  readonly force?: boolean;
}

/** `chatelaine re-encrypt` */
export async function reEncrypt(invocation: Invocation, input: string, options: ReEncryptOptions): Promise<Answer> {
  const { algorithm, context, force = false, output, sourceAlgorithm, sourceKey, withoutContext = false } = options;
  if (withoutContext && context !== undefined) {
    throw new CommandError('UsageError', 'Give --context or --without-context, not both.');
  }
  await refuseExistingOf(invocation.surroundings, [output], force);
  const ciphertext = await readEncodedInput(invocation.surroundings, input);
  const destinationEncryptionContext = withoutContext ? {} : context;
  const made = await withCaller(invocation, (operations) =>
    operations.reEncrypt({
      ciphertext,
      sourceEncryptionContext: options.sourceContext ?? {},
      destinationKeyId: options.key,
      ...(sourceKey !== undefined && { sourceKeyId: sourceKey }),
      ...(sourceAlgorithm !== undefined && { sourceEncryptionAlgorithm: sourceAlgorithm }),
      ...(destinationEncryptionContext !== undefined && { destinationEncryptionContext }),
      ...(algorithm !== undefined && { destinationEncryptionAlgorithm: algorithm }),
    }),
  );
  const { ciphertext: bytes, ...told } = made;
  return tellPart(invocation, told, { name: 'ciphertext', title: 'Ciphertext', bytes, file: output }, force);
}
