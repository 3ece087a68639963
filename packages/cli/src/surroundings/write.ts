import type { Writable } from 'node:stream';
import { systemCode } from '../errors/file-error.ts';
import { Interruption } from '../errors/interruption.ts';

/**
 * Writes to a stream of the process and waits until it is taken.
 *
 * @throws Interruption if the reader went away, or when `signal` aborts while the reader does not read.
 */
export async function write(stream: Writable, chunk: string | Uint8Array, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => reject(signal?.reason as Interruption);
    signal?.addEventListener('abort', stop, { once: true });
    stream.write(chunk, (error) => {
      signal?.removeEventListener('abort', stop);
      if (!error) resolve();
      else reject(isGone(error) ? new Interruption('SIGPIPE') : error);
    });
  });
}

function isGone(error: Error): boolean {
  const code = systemCode(error) ?? ('code' in error ? error.code : undefined);
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}
