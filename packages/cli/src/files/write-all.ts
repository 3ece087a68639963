import type { FileHandle } from 'node:fs/promises';

/** Writes the whole chunk at the current position. */
export async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) done += (await handle.write(chunk, done)).bytesWritten;
}
