import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A folder with all that is in it, in memory; folders before what they hold. */
export type Snapshot = readonly {
  readonly path: string;
  readonly mode: number;
  /** Absent: a folder. */
  readonly content?: Uint8Array;
}[];

export async function snapshotOf(folder: string): Promise<Snapshot> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const parts = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mode } = await stat(path);
      const part = { path: relative(folder, path), mode: mode & 0o777 };
      return entry.isDirectory() ? part : { ...part, content: await readFile(path) };
    }),
  );
  return parts.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

/** Writes it into an empty folder. */
export async function restore(snapshot: Snapshot, folder: string): Promise<void> {
  for (const { content, mode, path } of snapshot) {
    if (content === undefined) await mkdir(join(folder, path), { mode });
    else await writeFile(join(folder, path), content, { mode });
  }
}
