import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { MessageType } from '@chatelaine/core';
import { CommandError } from '../errors/command-error.ts';
import { withFileErrors } from '../errors/file-error.ts';
import { readSmallInput, withInput } from '../files/input.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';

/** The options that say what is signed or verified. */
export interface MessageOptions {
  readonly key: string;
  readonly algorithm?: string;
  readonly messageType?: MessageType;
  readonly digest?: boolean;
}

/** What sign and verify are asked with. */
export interface MessageRequest {
  readonly keyId: string;
  readonly message: Uint8Array;
  readonly messageType?: MessageType;
  readonly signingAlgorithm?: string;
}

/** Reads the message; with `--digest` an input of any size, of which the digest is signed. */
export async function readMessage(
  surroundings: Surroundings,
  input: string,
  { algorithm, digest = false, key: keyId, messageType }: MessageOptions,
): Promise<MessageRequest> {
  const named = algorithm === undefined ? {} : { signingAlgorithm: algorithm };
  if (digest) {
    const message = await digestOf(surroundings, input, hashOf(algorithm));
    return { keyId, message, messageType: 'DIGEST', ...named };
  }
  const message = await readSmallInput(surroundings, input);
  return { keyId, message, ...(messageType === undefined ? {} : { messageType }), ...named };
}

// Which digest a signature is of must be known before the vault is asked.
function hashOf(algorithm: string | undefined): string {
  if (algorithm === undefined) {
    throw new CommandError('UsageError', 'Which digest? With --digest name the signing algorithm by --algorithm.');
  }
  const bits = /_SHA_(256|384|512)$/.exec(algorithm)?.[1];
  if (bits !== undefined) return `sha${bits}`;
  throw new CommandError('UsageError', `${algorithm} signs no digests by SHA-2. Leave --digest away.`);
}

async function digestOf(surroundings: Surroundings, input: string, hash: string): Promise<Uint8Array> {
  const hashing = createHash(hash);
  await withInput(surroundings, input, (stream) =>
    withFileErrors(`read ${input}`, () => pipeline(stream, hashing, { signal: surroundings.interruption })),
  );
  return hashing.digest();
}
