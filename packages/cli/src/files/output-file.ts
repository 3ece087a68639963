import { randomBytes } from 'node:crypto';
import { type FileHandle, link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CommandError } from '../errors/command-error.ts';
import { systemCode, withFileErrors } from '../errors/file-error.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';
import { standardStream } from './input.ts';
import type { Sink } from './sink.ts';
import { writeAll } from './write-all.ts';

/** Refuses an output that exists, or that is no plain file and must never be replaced, such as a device. */
export async function refuseExisting({ workingDirectory }: Surroundings, name: string, force: boolean): Promise<void> {
  if (name === standardStream) {
    const advice = 'Name a file; ./- is one of this name.';
    throw new CommandError('UsageError', `Only encrypt and decrypt write to standard output by -. ${advice}`);
  }
  const found = await lstat(resolve(workingDirectory, name)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return;
  if (!found.isFile()) throw new CommandError('OutputExists', `${name} is not a plain file; name another output.`);
  if (!force) throw exists(name);
}

/** The same for the outputs that were named. */
export async function refuseExistingOf(
  surroundings: Surroundings,
  names: readonly (string | undefined)[],
  force: boolean,
): Promise<void> {
  for (const name of names) if (name !== undefined) await refuseExisting(surroundings, name, force);
}

/**
 * A file that appears whole or not at all: it is written under another name in the same folder, readable by its owner
 * only, and gets its name once everything is on the disk.
 */
export class OutputFile implements Sink {
  readonly #name: string;
  readonly #path: string;
  readonly #temporary: string;
  readonly #force: boolean;
  readonly #handle: FileHandle;

  private constructor(name: string, path: string, temporary: string, force: boolean, handle: FileHandle) {
    this.#name = name;
    this.#path = path;
    this.#temporary = temporary;
    this.#force = force;
    this.#handle = handle;
  }

  static async create(surroundings: Surroundings, name: string, force: boolean): Promise<OutputFile> {
    return withFileErrors(
      `write ${name}`,
      async () => {
        await refuseExisting(surroundings, name, force);
        const path = resolve(surroundings.workingDirectory, name);
        const temporary = join(dirname(path), `.chatelaine-${randomBytes(8).toString('hex')}.tmp`);
        const handle = await open(temporary, 'wx', 0o600);
        return new OutputFile(name, path, temporary, force, handle);
      },
      `the folder ${dirname(name)} does not exist`,
    );
  }

  async write(chunk: Uint8Array): Promise<void> {
    await withFileErrors(`write ${this.#name}`, () => writeAll(this.#handle, chunk));
  }

  /** Gives the file its name. After a failure there is nothing under it, or what was there before. */
  async commit(): Promise<void> {
    await withFileErrors(`write ${this.#name}`, async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await (this.#force ? rename(this.#temporary, this.#path) : this.#claim());
      await syncFolder(dirname(this.#path));
    });
  }

  /** Removes what was written, unless it was committed. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#temporary, { force: true });
  }

  // A link never replaces a file that appeared in the meantime; a rename would.
  async #claim(): Promise<void> {
    try {
      await link(this.#temporary, this.#path);
      await rm(this.#temporary, { force: true });
    } catch (error) {
      if (systemCode(error) === 'EEXIST') throw exists(this.#name);
      await this.#claimWithoutLinks();
    }
  }

  // Some file systems have no links. There an empty file of our own takes the name first.
  async #claimWithoutLinks(): Promise<void> {
    const placeholder = await open(this.#path, 'wx', 0o600).catch((error: unknown) => {
      throw systemCode(error) === 'EEXIST' ? exists(this.#name) : error;
    });
    await placeholder.close();
    await rename(this.#temporary, this.#path);
  }
}

// So that the name, too, survives a loss of power. Not every system can sync a folder.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function exists(name: string): CommandError {
  return new CommandError('OutputExists', `${name} exists already. Name another output, or replace it with --force.`);
}
