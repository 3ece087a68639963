import { readEncodedInput, readSmallInput } from '../files/input.ts';
import { refuseExistingOf } from '../files/output-file.ts';
import type { Answer } from '../output/answer.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';
import { tellPart } from './parts.ts';
import { refuseTwice } from './signatures.ts';

interface MacOptions {
  readonly key: string;
  readonly algorithm?: string;
}

/** The options of `chatelaine mac generate`. */
export interface GenerateMacOptions extends MacOptions {
  readonly output?: string;
  readonly force?: boolean;
}

/** The options of `chatelaine mac verify`. */
export interface VerifyMacOptions extends MacOptions {
  readonly mac: string;
}

/** `chatelaine mac generate` */
export async function generateMac(invocation: Invocation, input: string, options: GenerateMacOptions): Promise<Answer> {
  const { force = false, output } = options;
  await refuseExistingOf(invocation.surroundings, [output], force);
  const request = await requestOf(invocation, input, options);
  const made = await withCaller(invocation, (operations) => operations.generateMac(request));
  const { keyId, mac, macAlgorithm } = made;
  return tellPart(invocation, { keyId, macAlgorithm }, { name: 'mac', title: 'MAC', bytes: mac, file: output }, force);
}

/** `chatelaine mac verify` */
export async function verifyMac(invocation: Invocation, input: string, options: VerifyMacOptions): Promise<Answer> {
  refuseTwice(input, options.mac, 'code');
  const mac = await readEncodedInput(invocation.surroundings, options.mac);
  const request = await requestOf(invocation, input, options);
  const answer = await withCaller(invocation, (operations) => operations.verifyMac({ ...request, mac }));
  const { keyId, macAlgorithm, macValid } = answer;
  return macValid
    ? { document: answer, text: `The code is valid: ${macAlgorithm} with key ${keyId}.` }
    : {
        document: answer,
        text: `The code is not valid: it is not the one of this message by ${macAlgorithm} with key ${keyId}.`,
        exit: 'notValid',
      };
}

async function requestOf(
  { surroundings }: Invocation,
  input: string,
  { algorithm, key: keyId }: MacOptions,
): Promise<{ readonly keyId: string; readonly message: Uint8Array; readonly macAlgorithm?: string }> {
  const message = await readSmallInput(surroundings, input);
  return { keyId, message, ...(algorithm === undefined ? {} : { macAlgorithm: algorithm }) };
}
