import { VaultError } from '@chatelaine/core';
import type { StoreChange, StoreRecord } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { GroupCommit, type RecordLog } from '../src/group-commit.ts';

const put = (path: string, expected: number, bytes = 1): StoreChange => ({
  path,
  expected,
  value: new Uint8Array(bytes),
});

/** What became of each commit. */
async function codes(commits: readonly Promise<void>[]): Promise<readonly string[]> {
  const outcomes = await Promise.allSettled(commits);
  return outcomes.map((outcome) => {
    if (outcome.status === 'fulfilled') return 'done';
    return VaultError.is(outcome.reason) ? outcome.reason.code : String(outcome.reason);
  });
}

/** A log in memory whose writes last until the test ends them. */
class SlowLog implements RecordLog {
  readonly written: string[][] = [];
  readonly revisions = new Map<string, number>();
  readonly #writing: { readonly records: readonly StoreRecord[]; readonly end: (error?: Error) => void }[] = [];
  #begun: () => void = () => undefined;
  unready: Error | undefined;

  async ready(): Promise<void> {
    if (this.unready !== undefined) throw this.unready;
  }

  revision(path: string): number {
    if (this.#writing.length > 0) throw new Error('asked while something is being written');
    if (path === 'damaged') throw new VaultError('StoreTampered', 'Damaged.');
    return this.revisions.get(path) ?? 0;
  }

  write(records: readonly StoreRecord[]): Promise<void> {
    this.written.push(records.map(({ path, revision }) => `${path}@${revision}`));
    return new Promise((resolve, reject) => {
      this.#writing.push({ records, end: (error) => (error === undefined ? resolve() : reject(error)) });
      this.#begun();
    });
  }

  /** Waits for a write and ends it. */
  async end(error?: Error): Promise<void> {
    if (this.#writing.length === 0) await new Promise<void>((begun) => (this.#begun = begun));
    const write = this.#writing.shift();
    if (error === undefined) for (const { path, revision } of write?.records ?? []) this.revisions.set(path, revision);
    write?.end(error);
  }
}

function setUp() {
  const log = new SlowLog();
  return { log, commits: new GroupCommit(log) };
}

describe('a group commit', () => {
  test('writes together what came while it wrote', async () => {
    const { log, commits } = setUp();
    const first = commits.commit([put('a', 0)]);
    const begun = log.end();
    await first;
    await begun;
    const second = commits.commit([put('b', 0)]);
    const others = Promise.all(['c', 'd', 'e'].map((path) => commits.commit([put(path, 0), put(`${path}/1`, 0)])));
    await log.end();
    await Promise.all([second, others]);
    expect(log.written).toEqual([['a@1'], ['b@1', 'c@1', 'c/1@1', 'd@1', 'd/1@1', 'e@1', 'e/1@1']]);
  });

  test('checks a commit against those before it in the group', async () => {
    const { log, commits } = setUp();
    const group = [put('a', 0), put('a', 1), put('a', 1), put('a', 0), put('a', 2)].map((change) =>
      commits.commit([change]),
    );
    await log.end();
    expect(await codes(group)).toEqual(['done', 'done', 'Conflict', 'Conflict', 'done']);
    expect(log.written).toEqual([['a@1', 'a@2', 'a@3']]);
  });

  test('leaves no trace of a refused commit in the group', async () => {
    const { log, commits } = setUp();
    const group = [commits.commit([put('a', 0), put('b', 7)]), commits.commit([put('a', 0)])];
    await log.end();
    expect(await codes(group)).toEqual(['Conflict', 'done']);
    expect(log.written).toEqual([['a@1']]);
  });

  test('tells of a conflict only when what it conflicts with can be read', async () => {
    const { log, commits } = setUp();
    const told: string[] = [];
    const winner = commits.commit([put('a', 0)]).then(() => told.push('done'));
    const loser = commits.commit([put('a', 0)]).catch(() => told.push(`conflict at ${log.revisions.get('a')}`));
    await log.end();
    await Promise.all([winner, loser]);
    expect(told).toEqual(['done', 'conflict at 1']);
  });

  test('writes nothing if every commit of a group is refused', async () => {
    const { log, commits } = setUp();
    expect(await codes([commits.commit([put('a', 1)]), commits.commit([put('b', 2)])])).toEqual([
      'Conflict',
      'Conflict',
    ]);
    expect(log.written).toEqual([]);
  });

  test('says OutcomeUnknown to each commit of a failed write, with the cause, and then asks the disk again', async () => {
    const { log, commits } = setUp();
    const failed = [commits.commit([put('a', 0)]), commits.commit([put('b', 0), put('c', 0)])];
    const cause = new Error('the disk is full');
    await log.end(cause);
    expect(await codes(failed)).toEqual(['OutcomeUnknown', 'OutcomeUnknown']);
    await expect(failed[0]).rejects.toMatchObject({ cause });
    log.revisions.set('b', 1).set('c', 1);
    const next = [commits.commit([put('a', 0)]), commits.commit([put('b', 0)]), commits.commit([put('c', 1)])];
    await log.end();
    expect(await codes(next)).toEqual(['done', 'Conflict', 'done']);
  });

  test('fails a commit alone if a record that it changes cannot be read', async () => {
    const { log, commits } = setUp();
    const group = [commits.commit([put('a', 0), put('damaged', 1)]), commits.commit([put('b', 0)])];
    await log.end();
    expect(await codes(group)).toEqual(['StoreTampered', 'done']);
    expect(log.written).toEqual([['b@1']]);
  });

  test('writes nothing while the log is not ready, and goes on when it is', async () => {
    const { log, commits } = setUp();
    log.unready = new VaultError('StoreUnavailable', 'Not yet.');
    expect(await codes([commits.commit([put('a', 0)])])).toEqual(['StoreUnavailable']);
    log.unready = undefined;
    const again = commits.commit([put('a', 0)]);
    await log.end();
    await again;
    expect(log.written).toEqual([['a@1']]);
  });

  test('takes no more than 4 MiB into a group, except for a commit alone', async () => {
    const { log, commits } = setUp();
    const group = [5, 1, 3, 1].map((mebibytes, index) => commits.commit([put(`p${index}`, 0, mebibytes * 1_048_576)]));
    await log.end();
    await log.end();
    await log.end();
    await Promise.all(group);
    expect(log.written).toEqual([['p0@1'], ['p1@1', 'p2@1'], ['p3@1']]);
  });

  test('is settled when every commit has been told', async () => {
    const { log, commits } = setUp();
    await commits.settled();
    let told = false;
    const commit = commits.commit([put('a', 0)]).then(() => (told = true));
    const settled = commits.settled().then(() => expect(told).toBe(true));
    await log.end();
    await Promise.all([commit, settled]);
  });
});
