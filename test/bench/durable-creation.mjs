import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { openBenchVault } from './bench-vault.mjs';
import { policyMix } from './policy-mix.mjs';
import { compare, perCall } from './statistics.mjs';

/** Durable createKey, against synced batches of as many entries and bytes, by 1 and by 64 writers. */
export async function durableRows(rounds) {
  return [await durableRow(1, 64, rounds), await durableRow(64, 512, rounds)];
}

async function durableRow(writers, keys, rounds) {
  const { vault, close } = await openBenchVault(policyMix(1_000, 50));
  const creator = vault.as({ id: 'user:creator' });
  const folder = await mkdtemp(join(tmpdir(), 'chatelaine-bench-level-'));
  const database = new Level(folder, { keyEncoding: 'utf8', valueEncoding: 'view' });
  await database.open();
  const row = await compare({
    name: `createKey on Level, ${writers === 1 ? '1 writer' : `${writers} writers`}`,
    limit: 1 / 0.7,
    rounds,
    ours: () => race(writers, keys, () => creator.createKey({})),
    // As a creation writes: the key, its material, two head shards and the epoch.
    bare: () => race(writers, keys, () => database.batch(entries(), { sync: true })),
  });
  await database.close();
  await rm(folder, { recursive: true, force: true });
  await close();
  return row;
}

function entries() {
  const id = randomBytes(16).toString('hex');
  const put = (key, bytes) => ({ type: 'put', key, value: randomBytes(bytes) });
  return [put(`key/${id}`, 420), put(`material/${id}`, 90), put('head/1', 130), put('head/2', 130), put('epoch', 60)];
}

async function race(writers, total, write) {
  const startedAt = performance.now();
  const lane = async () => {
    for (let number = 0; number < total / writers; number += 1) await write();
  };
  await Promise.all(Array.from({ length: writers }, lane));
  return perCall(startedAt, total);
}
