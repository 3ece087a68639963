import { CommandError } from '../errors/command-error.ts';
import { readEncodedInput, standardStream } from '../files/input.ts';
import { refuseExistingOf } from '../files/output-file.ts';
import { writeSmallFiles } from '../files/small-files.ts';
import type { Answer } from '../output/answer.ts';
import { base64 } from '../output/base64.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';
import { type MessageOptions, readMessage } from './message.ts';
import { tellPart } from './parts.ts';

/** The options of `chatelaine sign`. */
export interface SignOptions extends MessageOptions {
  readonly output?: string;
  readonly force?: boolean;
}

/** The options of `chatelaine verify`. */
export interface VerifyOptions extends MessageOptions {
  readonly signature: string;
}

/** The options of `chatelaine public-key`. */
export interface PublicKeyOptions {
  readonly format: 'pem' | 'der';
  readonly output?: string;
  readonly force?: boolean;
}

/** `chatelaine sign` */
export async function sign(invocation: Invocation, input: string, options: SignOptions): Promise<Answer> {
  const { force = false, output } = options;
  await refuseExistingOf(invocation.surroundings, [output], force);
  const request = await readMessage(invocation.surroundings, input, options);
  const { keyId, signature, signingAlgorithm } = await withCaller(invocation, (operations) => operations.sign(request));
  const part = { name: 'signature', title: 'Signature', bytes: signature, file: output };
  return tellPart(invocation, { keyId, signingAlgorithm }, part, force);
}

/** `chatelaine verify` */
export async function verify(invocation: Invocation, input: string, options: VerifyOptions): Promise<Answer> {
  refuseTwice(input, options.signature, 'signature');
  const signature = await readEncodedInput(invocation.surroundings, options.signature);
  const request = await readMessage(invocation.surroundings, input, options);
  const answer = await withCaller(invocation, (operations) => operations.verify({ ...request, signature }));
  const { keyId, signatureValid, signingAlgorithm } = answer;
  return signatureValid
    ? { document: answer, text: `The signature is valid: ${signingAlgorithm} with key ${keyId}.` }
    : {
        document: answer,
        text: `The signature is not valid: it is not one of this message by ${signingAlgorithm} with key ${keyId}.`,
        exit: 'notValid',
      };
}

/** @throws CommandError `UsageError` if standard input is to be the message and what it is compared with. */
export function refuseTwice(input: string, other: string, what: string): void {
  if (input !== standardStream || other !== standardStream) return;
  throw new CommandError('UsageError', `Standard input can't be both the message and the ${what}. Name a file.`);
}

/** `chatelaine public-key` */
export async function publicKey(invocation: Invocation, keyId: string, options: PublicKeyOptions): Promise<Answer> {
  const { force = false, format, output } = options;
  await refuseExistingOf(invocation.surroundings, [output], force);
  const { publicKey: der, ...key } = await withCaller(invocation, (operations) => operations.getPublicKey({ keyId }));
  const { publicKeyPem: pem, ...told } = key;
  if (output === undefined) {
    const text = format === 'pem' ? pem.trimEnd() : base64(der);
    return { document: { ...told, publicKey: base64(der), publicKeyPem: pem }, text };
  }
  await writeSmallFiles(invocation, [{ name: output, bytes: format === 'pem' ? Buffer.from(pem) : der }], force);
  const text = `Wrote the public key of ${told.keyId} (${told.keySpec}) to ${printable(output)}.`;
  return { document: { ...told, publicKeyFile: output }, text };
}
