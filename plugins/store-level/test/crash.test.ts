import { randomInt } from 'node:crypto';
import { keyStoreLimits } from '@chatelaine/core';
import type { KeyStore } from '@chatelaine/core';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { LevelKeyStore } from '../src/index.ts';
import { TemporaryDirectories } from './level-subject.ts';
import { startProcess } from './processes/other-process.ts';

const directories = new TemporaryDirectories();
afterAll(() => directories.remove());

async function names(store: KeyStore, prefix: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after: string | undefined; ; after = `${prefix}${found.at(-1)}`) {
    const page = await store.list(prefix, after, keyStoreLimits.recordsPerPage);
    found.push(...page.map((record) => record.path.slice(prefix.length)));
    if (page.length < keyStoreLimits.recordsPerPage) return found;
  }
}

/** What a process acknowledged until it was killed in the middle of its commits. */
async function acknowledgedUntilKilled(directory: string, round: number): Promise<readonly string[]> {
  const writer = startProcess('writing', [directory, String(round)]);
  onTestFinished(() => writer.kill());
  const acknowledged: string[] = [];
  const enough = randomInt(50, 400);
  for await (const line of writer.lines) {
    acknowledged.push(line);
    if (acknowledged.length === enough) writer.kill();
  }
  expect(await writer.exitCode, 'the process ended by itself').toBeNull();
  expect(acknowledged.length).toBeGreaterThanOrEqual(enough);
  return acknowledged;
}

describe('a Level store', () => {
  test(
    'keeps every acknowledged commit, and every commit whole, when its process is killed',
    { timeout: 120_000 },
    async () => {
      const directory = await directories.make();
      const acknowledged: string[] = [];
      for (let round = 1; round <= 5; round += 1) {
        acknowledged.push(...(await acknowledgedUntilKilled(directory, round)));
        const store = await LevelKeyStore.open(directory);
        const left = await names(store, 'left/');
        expect(await names(store, 'right/')).toEqual(left);
        const kept = new Set(left);
        expect(acknowledged.filter((name) => !kept.has(name))).toEqual([]);
        await store.close();
      }
    },
  );

  test(
    'goes on after writes that failed, and keeps what it acknowledged before and after',
    { timeout: 60_000 },
    async () => {
      const directory = await directories.make();
      const writer = startProcess('filling', [directory], 'ulimit -f 2048');
      onTestFinished(() => writer.kill());
      const outcomes: (readonly string[])[] = [];
      for await (const line of writer.lines) outcomes.push(line.split(' '));
      expect(await writer.exitCode).toBe(0);
      const store = await LevelKeyStore.open(directory);
      for (const [name = '', outcome, found] of outcomes) {
        const kept = (await names(store, `${name}/`)).length;
        expect(String(kept), `${name} as it was read after its outcome`).toBe(found);
        expect(
          kept === 4 || (outcome === 'OutcomeUnknown' && kept === 0),
          `${name} ${outcome} has ${kept} of 4 records`,
        ).toBe(true);
      }
      const said = outcomes.map(([, outcome]) => outcome);
      expect(said).toContain('OutcomeUnknown');
      expect(said.slice(said.indexOf('OutcomeUnknown'))).toContain('acknowledged');
      await store.close();
    },
  );
});
