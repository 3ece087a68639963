import { expect } from 'vitest';
import { Workplace } from './command.ts';
import { restore, type Snapshot, snapshotOf } from './snapshot.ts';

/** May do everything that the first policy lets anybody do. */
export const alice: readonly string[] = [
  '--principal',
  'user:alice',
  '--role',
  'key-administrator',
  '--role',
  'key-user',
];

const commands = [
  ['init', '--region', 'eu-test', '--domain', 'tests'],
  ['policy', 'activate', 'policies'],
  ['key', 'create', '--alias', 'alias/first', ...alice],
] as const;

/** What the first commands leave, made once and then copied: by their number. */
const snapshots = new Map<number, Promise<Snapshot>>();

/** A working directory of its own in which the first `count` commands were run. */
async function placeAfter(count: number): Promise<Workplace> {
  const made = snapshots.get(count) ?? make(count);
  snapshots.set(count, made);
  const snapshot = await made;
  const place = await Workplace.create();
  await restore(snapshot, place.directory);
  return place;
}

async function make(count: number): Promise<Snapshot> {
  const place = count === 1 ? await Workplace.create() : await placeAfter(count - 1);
  expect(await place.run(commands[count - 1] ?? [])).toMatchObject({ status: 0, errors: '' });
  return snapshotOf(place.directory);
}

/** A working directory with a vault on disk. */
export const placeWithVault = (): Promise<Workplace> => placeAfter(1);

/** The same with the first policy active. */
export const placeWithPolicy = (): Promise<Workplace> => placeAfter(2);

/** The same with a key `alias/first`. */
export const placeWithKey = (): Promise<Workplace> => placeAfter(3);

/** The document that a call with `--json` prints. */
export async function documentOf(place: Workplace, argv: readonly string[]): Promise<Record<string, unknown>> {
  const { errors, output } = await place.run([...argv, ...alice, '--json']);
  expect(errors).toBe('');
  return JSON.parse(output) as Record<string, unknown>;
}
