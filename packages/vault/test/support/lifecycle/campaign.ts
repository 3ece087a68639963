import { openTestVault } from '@chatelaine/conformance';
import type { KeyStore } from '@chatelaine/core';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import fc from 'fast-check';
import { ManualClock } from '../manual-clock.ts';
import { type Place, World } from './world.ts';

type Command = readonly [name: keyof typeof arities, first: number, second: number, third: number];

/** Every command, and how often it comes. */
const arities = {
  create: 4,
  enable: 4,
  disable: 4,
  scheduleDeletion: 2,
  cancelDeletion: 2,
  describe: 1,
  createAlias: 3,
  associateAlias: 4,
  deleteAlias: 2,
  tag: 3,
  untag: 2,
  rotate: 3,
  enableRotation: 3,
  updateRotation: 1,
  disableRotation: 1,
  raiseMinimum: 3,
  encrypt: 6,
  decrypt: 4,
  reEncrypt: 3,
  grant: 3,
  revoke: 2,
  retire: 2,
  useByBob: 4,
  denyBob: 2,
  letTimePass: 4,
  crash: 3,
  compare: 3,
} as const satisfies Partial<Record<keyof World, number>>;

const names = Object.entries(arities).flatMap(([name, weight]) =>
  Array.from({ length: weight }, () => name as keyof typeof arities),
);
const small = fc.nat({ max: 11 });
const command: fc.Arbitrary<Command> = fc.tuple(fc.constantFrom(...names), small, small, small);

/** Days that go by: rotations come due, and deletions a day before or after. */
const pauses = [0, 1, 1, 1, 2, 5, 6, 7, 7, 31, 31, 40];

async function run(world: World, [name, first, second, third]: Command): Promise<void> {
  if (name === 'denyBob') return world.denyBob(first % 3 === 0);
  if (name === 'letTimePass' || name === 'crash') return world[name](pauses[first] ?? 0);
  if (name === 'scheduleDeletion') return world.scheduleDeletion(first, second % 2);
  if (name === 'tag') return world.tag(first, second, third % 3);
  return world[name](first, second);
}

export interface Campaign {
  readonly runs: number;
  /** The most commands of one run. */
  readonly length: number;
  readonly seed?: number;
  /** Whether to look for no shorter sequence after the first failure. */
  readonly endOnFailure?: boolean;
}

/** Random lives of keys, each on a place of its own. Throws with the seed and the shortest sequence that is found. */
export async function campaign(
  newPlace: () => Place | Promise<Place>,
  { runs, length, ...more }: Campaign,
): Promise<void> {
  const sequences = fc.array(command, { minLength: Math.floor(length / 2), maxLength: length, size: 'max' });
  const property = fc.asyncProperty(sequences, async (commands) => {
    const world = await World.begin(await newPlace());
    try {
      for (const each of commands) await run(world, each);
      await world.compare();
    } finally {
      await world.end();
    }
  });
  await fc.assert(property, { numRuns: runs, ...more });
}

/** Opens vaults over a store; the rules are: alice may everything, bob nothing, or is denied everything. */
export function vaultsOver(openStore: () => KeyStore | Promise<KeyStore>, crash: Place['crash']): Place {
  const clock = new ManualClock();
  return {
    clock,
    crash,
    open: async (isBobDenied) =>
      openTestVault({
        clock,
        jobs: 'manual',
        store: await openStore(),
        decide: ({ principal }) => {
          if (principal.id === 'user:alice') return true;
          if (!isBobDenied()) return false;
          return { effect: 'deny', kind: 'explicit', rule: 'test/bob', reason: 'Bob is denied everything.' };
        },
      }),
  };
}

/** In memory, where a crash is the loss of all but the records. */
export function inMemory(): Place {
  const store = new MemoryKeyStore();
  return vaultsOver(
    () => store.openAnother(),
    () => Promise.resolve(),
  );
}
