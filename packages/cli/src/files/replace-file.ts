import { randomBytes } from 'node:crypto';
import { chmod, rename, rm, stat, writeFile } from 'node:fs/promises';

/** Gives a file another text in one step: whoever reads it finds the old one or the new one, never half of one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const { mode } = await stat(path);
  const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(beside, text, { flag: 'wx', flush: true });
    await chmod(beside, mode & 0o777);
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}
