import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../errors/command-error.ts';
import { withFileErrors } from '../errors/file-error.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';
import { write } from '../surroundings/write.ts';
import type { Sink } from './sink.ts';
import { TextJudge } from './text-judge.ts';
import { writeAll } from './write-all.ts';

/**
 * Keeps decrypted data back until its end is verified, since what went to standard output can't be taken back: in a
 * private temporary file that has no name any more. Only text goes to a terminal.
 */
export async function spooledOutputSink(surroundings: Surroundings): Promise<Sink> {
  const { interruption, standardOutput, temporaryDirectory } = surroundings;
  const task = `keep decrypted data in ${temporaryDirectory}`;
  const handle = await withFileErrors(task, () => openUnnamed(temporaryDirectory));
  const judge = new TextJudge();
  return {
    write: async (chunk) => {
      judge.look(chunk);
      await withFileErrors(task, () => writeAll(handle, chunk));
    },
    commit: async () => {
      if (standardOutput.isTTY === true && !judge.isText()) {
        throw new CommandError(
          'TerminalRefused',
          'The data is binary and would go to the terminal. Name a file with -o.',
        );
      }
      for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) {
        await write(standardOutput, chunk as Uint8Array, interruption);
      }
    },
    discard: () => handle.close(),
  };
}

async function openUnnamed(temporaryDirectory: string): Promise<FileHandle> {
  const folder = await mkdtemp(join(temporaryDirectory, 'chatelaine-'));
  try {
    return await open(join(folder, 'plaintext'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
