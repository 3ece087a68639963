import type { CallerOperations, KeyId } from '@chatelaine/core';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { withFileErrors } from '../errors/file-error.ts';
import { withInput } from '../files/input.ts';
import type { Sink } from '../files/sink.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';

/** What came of a file. */
export interface Transformed {
  readonly keyId: KeyId;
  /** How many bytes were written. */
  readonly bytes: number;
}

/**
 * Sends an input through an operation of the vault into a sink, in constant memory. The sink is committed only after
 * the last byte is valid and the vault has closed, its audit log written.
 */
export async function transformFile(
  invocation: Invocation,
  inputName: string,
  openSink: () => Sink | Promise<Sink>,
  start: (
    operations: CallerOperations,
    input: Readable,
  ) => Promise<{ readonly keyId: KeyId; readonly output: Readable }>,
): Promise<Transformed> {
  const { surroundings } = invocation;
  const { interruption } = surroundings;
  return withInput(surroundings, inputName, async (input) => {
    const sink = await openSink();
    try {
      const transformed = await withCaller(invocation, (operations) =>
        withFileErrors(`read ${inputName}`, async () => {
          const { keyId, output } = await start(operations, input);
          return { keyId, bytes: await pump(output, sink, interruption) };
        }),
      );
      interruption.throwIfAborted();
      await sink.commit();
      return transformed;
    } finally {
      await sink.discard();
    }
  });
}

async function pump(output: Readable, sink: Sink, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  const consume = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      await sink.write(chunk);
      bytes += chunk.length;
    }
  };
  await pipeline(output, consume, { signal });
  return bytes;
}
