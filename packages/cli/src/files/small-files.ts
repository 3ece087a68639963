import type { Invocation } from '../program/invocation.ts';
import { OutputFile } from './output-file.ts';

/** A few bytes for a file of their own. */
export interface SmallFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Writes files that only their owner can read; none gets its name before all are written. */
export async function writeSmallFiles(
  { surroundings }: Invocation,
  files: readonly SmallFile[],
  force: boolean,
): Promise<void> {
  const written: OutputFile[] = [];
  try {
    for (const { name, bytes } of files) {
      const file = await OutputFile.create(surroundings, name, force);
      written.push(file);
      await file.write(bytes);
    }
    for (const file of written) await file.commit();
  } finally {
    for (const file of written) await file.discard();
  }
}
