import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../system/vault-on-disk.ts';
import { killRounds } from './kill-rounds.ts';

test(
  'a process that is killed while it creates keys loses none that it has acknowledged',
  { timeout: 240_000 },
  async () => {
    const { acknowledged } = await killRounds(temporaryFolder(), 10, (limit) => randomInt(limit));
    expect(acknowledged).toBeGreaterThan(0);
  },
);
