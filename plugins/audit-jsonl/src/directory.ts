import { constants } from 'node:fs';
import { access, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

const { O_DIRECTORY, O_RDONLY, W_OK, X_OK } = constants;

/** Makes the names in a directory survive the loss of power. Windows has no such call and needs none. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, O_RDONLY | O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Makes a directory and those above it, for the user alone, unless they exist; fails if no file can be made in it. */
export async function prepareDirectory(path: string): Promise<void> {
  const topmost = await mkdir(path, { recursive: true, mode: 0o700 });
  if (topmost !== undefined) {
    let made = path;
    await syncDirectory(dirname(made));
    while (made !== topmost && made !== dirname(made)) {
      made = dirname(made);
      await syncDirectory(dirname(made));
    }
  }
  await access(path, W_OK | X_OK);
}
