import assert from 'node:assert/strict';
import { VaultError } from '@chatelaine/core';
import type { KeyStore, StoreChange, StoreRecord } from '@chatelaine/core';

/** A change that writes text, to keep checks readable. */
export function put(path: string, expected: number, value: string): StoreChange {
  return { path, expected, value: Buffer.from(value) };
}

/** A change that deletes. */
export function remove(path: string, expected: number): StoreChange {
  return { path, expected, value: null };
}

/** Writes each path for the first time, its own name as its value. */
export async function create(store: KeyStore, paths: readonly string[]): Promise<void> {
  for (const path of paths) await store.commit([put(path, 0, path)]);
}

/** A record in a form that compares byte by byte, whatever the class of its array. */
export function seen(record: StoreRecord | undefined): unknown {
  if (record === undefined) return undefined;
  const { path, revision, value } = record;
  assert(value === null || value instanceof Uint8Array, `the value at ${path} is neither null nor a Uint8Array`);
  return { path, revision, value: value === null ? null : Buffer.from(value).toString('hex') };
}

/** The form of `seen` for a record whose value is text. */
export function text(path: string, revision: number, value: string | null): unknown {
  return seen({ path, revision, value: value === null ? null : Buffer.from(value) });
}

/** Asserts the whole state of one path. */
export async function assertRecord(
  store: KeyStore,
  path: string,
  revision: number,
  value: string | null,
): Promise<void> {
  assert.deepEqual(seen(await store.get(path)), text(path, revision, value));
}

/** The live paths of one page. */
export async function page(
  store: KeyStore,
  prefix: string,
  after: string | undefined,
  limit: number,
): Promise<readonly string[]> {
  return (await store.list(prefix, after, limit)).map((record) => record.path);
}

/** The live paths of all pages, as the contract has them walked: until a page is short. */
export async function walk(
  store: KeyStore,
  prefix: string,
  limit: number,
  between: () => Promise<void> = async () => undefined,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (;;) {
    const found = await page(store, prefix, paths.at(-1), limit);
    paths.push(...found);
    if (found.length < limit) return paths;
    assert(paths.length <= 10_000, 'the walk does not end: its pages are never short');
    await between();
  }
}

/** Asserts that what a store threw says `Conflict`, as a `VaultError`. */
function assertIsConflict(error: unknown): void {
  assert(VaultError.is(error), `the store threw something that is no VaultError: ${String(error)}`);
  assert.equal(error.code, 'Conflict');
}

/** Asserts that a commit is refused with `Conflict`. */
export async function assertConflict(commit: Promise<void>): Promise<void> {
  await assert.rejects(commit, (error) => {
    assertIsConflict(error);
    return true;
  });
}

/** Which of the commits were done; the others must have met a conflict. */
export async function whichWereDone(commits: readonly Promise<void>[]): Promise<readonly boolean[]> {
  const outcomes = await Promise.allSettled(commits);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') assertIsConflict(outcome.reason);
    return outcome.status === 'fulfilled';
  });
}

/** How many of the commits were done; the others must have met a conflict. */
export async function countDone(commits: readonly Promise<void>[]): Promise<number> {
  return (await whichWereDone(commits)).filter(Boolean).length;
}
