import {
  constants,
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { CommandError } from '../errors/command-error.ts';
import { readSmallInput } from '../files/input.ts';
import { type SmallFile, writeSmallFiles } from '../files/small-files.ts';
import type { Answer } from '../output/answer.ts';
import type { Invocation } from '../program/invocation.ts';

export interface WrapOptions {
  readonly publicKey: string;
  readonly algorithm: string;
  readonly output: string;
  readonly privateKeyOutput?: string;
  readonly force?: boolean;
}

const hashes: Readonly<Record<string, string>> = { RSAES_OAEP_SHA_256: 'sha256', RSAES_OAEP_SHA_1: 'sha1' };
const temporaryKeyBytes = 32;
/** RFC 5649 section 3: the alternative initial value. */
const initialValue = Buffer.from('a65959a6', 'hex');

/** `chatelaine import wrap` */
export async function wrapMaterial(invocation: Invocation, name: string, options: WrapOptions): Promise<Answer> {
  const { surroundings } = invocation;
  const { algorithm, force = false, output, privateKeyOutput } = options;
  const publicKey = readPublicKey(await readSmallInput(surroundings, options.publicKey), options.publicKey);
  const given = Buffer.from(await readSmallInput(surroundings, name));
  const privateKey = readPrivateKey(given, name);
  const files: SmallFile[] = [];
  const secrets: Buffer[] = [given];
  try {
    if (privateKey === undefined) {
      if (privateKeyOutput !== undefined) {
        throw new CommandError(
          'UsageError',
          `${name} is no private key, so there is nothing for --private-key-output.`,
        );
      }
      files.push({ name: output, bytes: encrypt(publicKey, algorithm, given) });
    } else {
      if (privateKeyOutput === undefined) {
        throw new CommandError(
          'UsageError',
          `${name} is a private key: name a second file with --private-key-output. -o gets the wrapped temporary key.`,
        );
      }
      const temporaryKey = randomBytes(temporaryKeyBytes);
      secrets.push(temporaryKey, privateKey);
      files.push(
        { name: output, bytes: encrypt(publicKey, algorithm, temporaryKey) },
        { name: privateKeyOutput, bytes: wrapWithPadding(temporaryKey, privateKey) },
      );
    }
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
  await writeSmallFiles(invocation, files, force);
  const written = {
    materialFile: output,
    ...(privateKeyOutput !== undefined && { privateKeyFile: privateKeyOutput }),
    wrappingAlgorithm: algorithm,
  };
  return {
    document: written,
    text: `Wrapped ${name} with ${algorithm} into ${files.map((file) => file.name).join(' and ')}.`,
  };
}

function readPublicKey(bytes: Uint8Array, name: string): KeyObject {
  for (const input of [Buffer.from(bytes), { key: Buffer.from(bytes), format: 'der', type: 'spki' } as const]) {
    try {
      const key = createPublicKey(input);
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      // Not of this form.
    }
  }
  throw new CommandError('UsageError', `${name} is no public key of RSA. Give what "import parameters" wrote.`);
}

/** The PKCS #8 of a private key in PEM or DER; `undefined` for bytes that are none. */
function readPrivateKey(bytes: Buffer, name: string): Buffer | undefined {
  const isText = bytes.subarray(0, 11).toString('latin1') === '-----BEGIN ';
  try {
    const key = createPrivateKey(isText ? bytes : { key: bytes, format: 'der', type: 'pkcs8' });
    return key.export({ format: 'der', type: 'pkcs8' });
  } catch {
    if (isText) {
      throw new CommandError(
        'UsageError',
        `${name} is no private key that can be read; one with a passphrase can not.`,
      );
    }
    return undefined;
  }
}

function encrypt(key: KeyObject, algorithm: string, plaintext: Buffer): Uint8Array {
  const oaepHash = hashes[algorithm];
  if (oaepHash === undefined) {
    throw new CommandError('UsageError', `${algorithm} is no wrapping algorithm: ${Object.keys(hashes).join(', ')}.`);
  }
  try {
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, plaintext);
  } catch (cause) {
    throw new CommandError('UsageError', `${plaintext.length} bytes are more than the public key can wrap.`, { cause });
  }
}

function wrapWithPadding(key: Buffer, plaintext: Buffer): Uint8Array {
  const cipher = createCipheriv('id-aes256-wrap-pad', key, initialValue);
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}
