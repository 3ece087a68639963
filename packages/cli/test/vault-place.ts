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

type Command = readonly string[];

const init: Command = ['init', '--region', 'eu-test', '--domain', 'tests'];
const activate: Command = ['policy', 'activate', 'policies'];
const createKey: Command = ['key', 'create', '--alias', 'alias/first', ...alice];

/** What commands leave, made once and then copied. */
const snapshots = new Map<string, Promise<Snapshot>>();

/** A working directory of its own in which commands were run. */
async function placeAfter(commands: readonly Command[]): Promise<Workplace> {
  const name = JSON.stringify(commands);
  const made = snapshots.get(name) ?? make(commands);
  snapshots.set(name, made);
  const snapshot = await made;
  const place = await Workplace.create();
  await restore(snapshot, place.directory);
  return place;
}

async function make(commands: readonly Command[]): Promise<Snapshot> {
  const [last = [], before] = [commands.at(-1), commands.slice(0, -1)];
  const place = before.length === 0 ? await Workplace.create() : await placeAfter(before);
  expect(await place.run(last)).toMatchObject({ status: 0, errors: '' });
  return snapshotOf(place.directory);
}

/** A working directory with a vault on disk. */
export const placeWithVault = (): Promise<Workplace> => placeAfter([init]);

/** The same with the first policy active, and what more commands of Alice have done. */
export const placeWithPolicy = (...more: readonly Command[]): Promise<Workplace> =>
  placeAfter([init, activate, ...more.map((command) => [...command, ...alice])]);

/** The same with a key `alias/first`. */
export const placeWithKey = (): Promise<Workplace> => placeAfter([init, activate, createKey]);

/** The document that a call with `--json` prints. */
export async function documentOf(place: Workplace, argv: readonly string[]): Promise<Record<string, unknown>> {
  const { errors, output } = await place.run([...argv, ...alice, '--json']);
  expect(errors).toBe('');
  return JSON.parse(output) as Record<string, unknown>;
}
