import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { VaultError } from '@chatelaine/core';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function unreadable(path: string, cause: unknown): VaultError {
  return new VaultError('RootKeyUnavailable', `${path} could not be read (${String(codeOf(cause))}).`, { cause });
}

/**
 * What is wrong with who can read or change a file, as a sentence; `undefined` if nothing is.
 *
 * @param owner the user's id; `undefined` on Windows, where modes and owners say nothing
 */
export function exposure(path: string, status: Stats, owner: number | undefined): string | undefined {
  if (!status.isFile()) return `${path} is not a regular file. Give the path of the file itself.`;
  if (owner === undefined) return undefined;
  if (status.uid !== owner)
    return `${path} belongs to another user (uid ${status.uid}, not ${owner}). Use a file of your own.`;
  const mode = status.mode & 0o7777;
  if ((mode & ~0o600) === 0) return undefined;
  return `${path} is open to others (mode ${mode.toString(8).padStart(4, '0')}, not 0600). Run: chmod 600 ${path}`;
}

async function readUpTo(file: FileHandle, limit: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(limit);
  let length = 0;
  while (length < limit) {
    const { bytesRead } = await file.read(buffer, length, limit - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/**
 * Reads a file that only the user may read, up to `limit` bytes. Owner and mode are those of the file that was opened,
 * not of what stands at the path a moment before or after.
 *
 * @returns `undefined` if there is none
 * @throws VaultError `RootKeyExposed` if it is a link or another kind of file, of another user, or open to others;
 * `RootKeyUnavailable` if it can't be read.
 */
export async function readPrivateFile(path: string, limit: number): Promise<Uint8Array | undefined> {
  let file: FileHandle;
  try {
    // Not to follow links and not to wait for the other end of a pipe; Windows has neither flag, which counts as 0.
    file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP' || code === 'EMLINK') {
      throw new VaultError('RootKeyExposed', `${path} is a symbolic link. Give the path of the file itself.`, {
        cause,
      });
    }
    throw unreadable(path, cause);
  }
  try {
    const wrong = exposure(path, await file.stat(), process.geteuid?.());
    if (wrong !== undefined) throw new VaultError('RootKeyExposed', wrong);
    return await readUpTo(file, limit);
  } catch (cause) {
    throw VaultError.is(cause) ? cause : unreadable(path, cause);
  } finally {
    await file.close();
  }
}

/** Makes the name of a new file survive the loss of power. Windows has no such call and needs none. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, O_RDONLY | O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function writeNew(path: string, content: string): Promise<void> {
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Makes a file that only the user may read. It comes into being whole: the content is written under another name
 * first, and that file is then given the name `path`, which fails if anything stands there. So nothing is ever
 * overwritten, another process never sees half of it, and a killed process leaves none of it under that name.
 *
 * @throws VaultError `RootKeyUnavailable` if it can't be made; not if something stands at `path` already.
 */
export async function createPrivateFile(path: string, content: string): Promise<void> {
  const unnamed = `${path}.${randomBytes(8).toString('hex')}.new`;
  try {
    try {
      await writeNew(unnamed, content);
      await link(unnamed, path);
    } finally {
      await rm(unnamed, { force: true });
    }
    await syncDirectory(dirname(path));
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return;
    throw new VaultError(
      'RootKeyUnavailable',
      `${path} could not be made (${String(codeOf(cause))}). Its folder must exist, be yours, and be able to hold hard links.`,
      { cause },
    );
  }
}
