import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { CommandError } from '../errors/command-error.ts';
import { withFileErrors } from '../errors/file-error.ts';
import { fromBase64 } from '../output/base64.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';

/** Stands for standard input or standard output. */
export const standardStream = '-';

/**
 * Lends a file, or standard input for `-`, to `work`. An interruption ends the input, so that a read that waits for a
 * person or a pipe does not outlast it.
 */
export async function withInput<Result>(
  surroundings: Surroundings,
  name: string,
  work: (input: Readable) => Promise<Result>,
): Promise<Result> {
  const { interruption } = surroundings;
  const input = await openInput(surroundings, name);
  const stop = (): void => void input.destroy(interruption.reason as Error);
  // Whoever reads learns of an error by reading; between two reads nobody listens.
  input.on('error', ignore);
  interruption.addEventListener('abort', stop, { once: true });
  try {
    return await work(input);
  } finally {
    interruption.removeEventListener('abort', stop);
    input.destroy();
  }
}

function ignore(): void {
  // See above.
}

async function openInput({ standardInput, workingDirectory }: Surroundings, name: string): Promise<Readable> {
  if (name === standardStream) return standardInput;
  return withFileErrors(`read ${name}`, async () => {
    const handle = await open(resolve(workingDirectory, name), 'r');
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      throw new CommandError('FileUnavailable', `Can't read ${name}: it is a folder.`);
    }
    return handle.createReadStream();
  });
}

/** Most bytes that are read of what is no stream; the vault has the exact limits. */
const smallInputBytes = 2_097_152;

/** Reads an input whole. @throws CommandError `UsageError` if it is longer than `smallInputBytes`. */
export async function readSmallInput(surroundings: Surroundings, name: string): Promise<Uint8Array> {
  return withInput(surroundings, name, (input) => withFileErrors(`read ${name}`, () => readWhole(input, name)));
}

/** The same for one that is open. */
export async function readWhole(input: Readable, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > smallInputBytes) {
      throw new CommandError('UsageError', `The input ${name} is longer than ${smallInputBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads an input that is bytes in a file, and base64 on standard input. @throws CommandError `UsageError` */
export async function readEncodedInput(surroundings: Surroundings, name: string): Promise<Uint8Array> {
  const bytes = await readSmallInput(surroundings, name);
  if (name !== standardStream) return bytes;
  const decoded = fromBase64(Buffer.from(bytes).toString('latin1'));
  if (decoded !== undefined) return decoded;
  throw new CommandError(
    'UsageError',
    'Standard input is not base64. Give base64, or name a file that holds the bytes.',
  );
}
