import { CommandError } from './command-error.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
};

/** The system's code of an error, such as `ENOENT`; `undefined` for anything that is no error of the system. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/**
 * Runs `work` and tells a failure of the file system as people say it; other errors pass unchanged.
 *
 * @param missing what to say where something does not exist
 */
export async function withFileErrors<Result>(
  task: string,
  work: () => Promise<Result>,
  missing = 'it does not exist',
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    const reason = code === 'ENOENT' ? missing : (reasons[code] ?? `the system says ${code}`);
    throw new CommandError('FileUnavailable', `Can't ${task}: ${reason}.`, { cause: error });
  }
}
