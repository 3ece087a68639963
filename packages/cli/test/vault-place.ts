import { expect } from 'vitest';
import { Workplace } from './command.ts';

/** May do everything that the first policy lets anybody do. */
export const alice: readonly string[] = [
  '--principal',
  'user:alice',
  '--role',
  'key-administrator',
  '--role',
  'key-user',
];

/** A working directory with a vault on disk. */
export async function placeWithVault(): Promise<Workplace> {
  const place = await Workplace.create();
  const made = await place.run(['init', '--region', 'eu-test', '--domain', 'tests']);
  expect(made).toMatchObject({ status: 0, errors: '' });
  return place;
}

/** The same with the first policy active. */
export async function placeWithPolicy(): Promise<Workplace> {
  const place = await placeWithVault();
  expect(await place.run(['policy', 'activate', 'policies'])).toMatchObject({ status: 0, errors: '' });
  return place;
}

/** The same with a key `alias/first`. */
export async function placeWithKey(): Promise<Workplace> {
  const place = await placeWithPolicy();
  expect(await place.run(['key', 'create', '--alias', 'alias/first', ...alice])).toMatchObject({
    status: 0,
    errors: '',
  });
  return place;
}

/** The document that a call with `--json` prints. */
export async function documentOf(place: Workplace, argv: readonly string[]): Promise<Record<string, unknown>> {
  const { errors, output } = await place.run([...argv, ...alice, '--json']);
  expect(errors).toBe('');
  return JSON.parse(output) as Record<string, unknown>;
}
