import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../system/vault-on-disk.ts';
import { killRounds } from './kill-rounds.ts';

test('a process that is killed 200 times while it creates keys loses none that it has acknowledged', async () => {
  const { acknowledged, killedBeforeOpen } = await killRounds(temporaryFolder(), 200, (limit) => randomInt(limit));
  expect(acknowledged).toBeGreaterThan(200);
  expect(killedBeforeOpen).toBeGreaterThan(0);
});
