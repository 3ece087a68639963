import { watch } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** Editors write a file in several steps; a change is told when they are done. */
const settling = 100;

/**
 * Waits until something below one of several folders changes.
 *
 * @throws the reason of the signal, when it aborts
 */
export async function watchFolders(folders: readonly string[], signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  const either = AbortSignal.any([signal, enough.signal]);
  try {
    await Promise.race(folders.map((folder) => firstChange(folder, either)));
    await setTimeout(settling, undefined, { signal });
  } finally {
    enough.abort();
    signal.throwIfAborted();
  }
}

async function firstChange(folder: string, signal: AbortSignal): Promise<void> {
  try {
    await watch(folder, { recursive: true, signal })[Symbol.asyncIterator]().next();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
