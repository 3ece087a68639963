import type { StoreChange } from '@chatelaine/core';
import type { SeededRandom } from './seeded-random.ts';

/** Few paths, so that operations meet; the stems sort differently by bytes and by language. */
const paths = ['a', 'a-b', 'a.b', 'a/1', 'a/10', 'a/2', 'a_b', 'aa', 'b/1', 'b/1/x', 'b/2', 'z'] as const;
const prefixes = ['', 'a', 'a/', 'a_', 'b/1', 'y'] as const;

/** One call of a store, or a close and reopening. */
export type StoreOperation =
  | { readonly kind: 'get'; readonly path: string }
  | { readonly kind: 'commit'; readonly changes: readonly StoreChange[] }
  | { readonly kind: 'list'; readonly prefix: string; readonly after: string | undefined; readonly limit: number }
  | { readonly kind: 'reopen' };

type RevisionOf = (path: string) => Promise<number>;

/** Mostly right, as a vault's are; one in ten expects a revision that may be wrong. */
async function randomChange(path: string, random: SeededRandom, revisionOf: RevisionOf): Promise<StoreChange> {
  const revision = await revisionOf(path);
  const expected = random.chance(10) ? random.below(revision + 2) : revision;
  return { path, expected, value: random.chance(25) ? null : random.bytes() };
}

async function randomChanges(random: SeededRandom, revisionOf: RevisionOf): Promise<readonly StoreChange[]> {
  const chosen = new Set(Array.from({ length: 1 + random.below(4) }, () => random.pick(paths)));
  const changes: StoreChange[] = [];
  for (const path of chosen) changes.push(await randomChange(path, random, revisionOf));
  return changes;
}

/** @param revisionOf the present revision of a path; 0 if it was never written */
export async function randomOperation(random: SeededRandom, revisionOf: RevisionOf): Promise<StoreOperation> {
  const dice = random.below(100);
  if (dice < 2) return { kind: 'reopen' };
  if (dice < 52) return { kind: 'commit', changes: await randomChanges(random, revisionOf) };
  if (dice < 76) return { kind: 'get', path: random.pick(paths) };
  const after = random.chance(50) ? random.pick(paths) : undefined;
  return { kind: 'list', prefix: random.pick(prefixes), after, limit: 1 + random.below(6) };
}
