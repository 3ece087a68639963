import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LevelKeyStore } from '@chatelaine/store-level';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { campaign, inMemory, vaultsOver } from './support/lifecycle/campaign.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatelaine-lifecycle-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('whatever happens to keys, the vault answers as the model of their life says', { timeout: 300_000 }, () => {
  test('in memory, where a crash leaves the records alone', async () => {
    await campaign(inMemory, { runs: 60, length: 80 });
  });

  // One process can't leave its own lock: a crash is a close here; test/faults kills processes.
  test('on disk', async () => {
    let places = 0;
    const onDisk = () => {
      const path = join(folder, `${(places += 1)}`);
      return vaultsOver(
        () => LevelKeyStore.open(path),
        (vault) => vault.close(),
      );
    };
    await campaign(onDisk, { runs: 4, length: 60 });
  });
});
