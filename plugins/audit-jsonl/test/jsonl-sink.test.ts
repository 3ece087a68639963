import { appendFileSync, readFileSync, statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AuditFolder } from '../src/audit-folder.ts';
import { JsonlSink } from '../src/jsonl-sink.ts';
import { eventsOf, filesOf, readTrail, scratchDirectory, sequencesOf } from './audit-files.ts';
import { event, events } from './events.ts';
import { Faults } from './faulty-file.ts';

let scratch: ReturnType<typeof scratchDirectory>;
let faults: Faults;
let sink: JsonlSink;
beforeEach(() => {
  scratch = scratchDirectory();
  faults = new Faults();
  sink = new JsonlSink(new AuditFolder(scratch.path, faults.create));
});
afterEach(() => {
  scratch.remove();
});

const range = (first: number, last: number) => events(first, last).map(({ sequence }) => sequence);

/** The one file that there is. */
function file(): string {
  const [path, ...others] = filesOf(scratch.path);
  expect(others).toEqual([]);
  return path ?? '';
}

describe('events', () => {
  test('are in the file, in order, when write resolves', async () => {
    const given = [...events(1, 40), event(41, { phase: 'intent', operation: 'createKey' }), ...events(42, 50)];
    await sink.write(given.slice(0, 20));
    expect(eventsOf(scratch.path)).toEqual(given.slice(0, 20));
    await sink.write(given.slice(20));
    expect(eventsOf(scratch.path)).toEqual(given);
    await sink.close();
  });

  test('are written at once, in one call for each batch', async () => {
    await sink.write(events(1, 1_000));
    await sink.write(events(1_001, 1_002));
    expect(faults.calls).toEqual(['create', 'write', 'write']);
    await sink.close();
  });

  test('are synced by sync, and when the file is closed', async () => {
    await sink.write(events(1, 2));
    await sink.sync();
    await sink.close();
    expect(faults.calls).toEqual(['create', 'write', 'sync', 'sync', 'close']);
  });

  test('that are none make no file', async () => {
    await sink.write([]);
    await sink.sync();
    await sink.close();
    expect(faults.calls).toEqual([]);
  });

  test('are refused after the end', async () => {
    await sink.write(events(1, 1));
    await sink.close();
    await expect(sink.write(events(2, 2))).rejects.toMatchObject({ code: 'AuditUnavailable' });
    await sink.close();
    expect(sequencesOf(scratch.path)).toEqual([1]);
  });

  test('survive writes that take only some bytes', async () => {
    faults.shortWrites = 7;
    await sink.write(events(1, 20));
    expect(sequencesOf(scratch.path)).toEqual(range(1, 20));
    await sink.close();
  });
});

describe('a file', () => {
  test('is named after the time of its first event and can be read by its owner alone', async () => {
    await sink.write(events(1, 1));
    expect(file()).toMatch(/\/audit-2026-11-24T10-15-30Z-[0-9a-f]{12}\.jsonl$/);
    expect(statSync(file()).mode & 0o7777).toBe(0o600);
    await sink.close();
  });

  test('is followed by another with the first events of another day, and is finished then', async () => {
    await sink.write([event(1), event(2, { time: '2026-11-25T00:00:00.001Z' })]);
    await sink.write([event(3, { time: '2026-11-25T00:00:00.002Z' })]);
    await sink.write([event(4, { time: '2026-11-24T23:59:59.999Z' })]);
    const [first = '', second = '', ...others] = filesOf(scratch.path);
    expect(others).toEqual([]);
    expect(second).toContain('audit-2026-11-25T00-00-00Z-');
    expect(readTrail(first).events.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(readTrail(second).events.map(({ sequence }) => sequence)).toEqual([3, 4]);
    expect(faults.calls).toEqual(['create', 'write', 'create', 'sync', 'close', 'write', 'write']);
    await sink.close();
  });

  test('has a safe name even if a time is none', async () => {
    await sink.write([event(1, { time: '../../../../tmp' })]);
    expect(file()).toMatch(/\/audit-0000-00-00T00-00-00Z-[0-9a-f]{12}\.jsonl$/);
    await sink.close();
  });

  test('that another opening left torn is kept as it is', async () => {
    const torn = join(scratch.path, 'audit-2026-11-24T10-15-29Z-000000000000.jsonl');
    const content = `${JSON.stringify(event(1))}\n{"time":"2026-11-24T10:1`;
    writeFileSync(torn, content, { mode: 0o600 });
    await sink.write(events(1, 2));
    expect(readFileSync(torn, 'utf8')).toBe(content);
    expect(readTrail(torn)).toEqual({ events: [event(1)], tail: '{"time":"2026-11-24T10:1' });
    expect(
      filesOf(scratch.path)
        .slice(1)
        .map((path) => readTrail(path)),
    ).toEqual([{ events: events(1, 2), tail: '' }]);
    await sink.close();
  });

  test('that was deleted is followed by another', async () => {
    await sink.write(events(1, 2));
    unlinkSync(file());
    await sink.write(events(3, 4));
    expect(sequencesOf(scratch.path)).toEqual([3, 4]);
    await sink.sync();
    await sink.close();
  });

  test('that others have cut is followed by another', async () => {
    await sink.write(events(1, 2));
    truncateSync(file(), 10);
    await sink.write(events(3, 4));
    const trails = filesOf(scratch.path).map((path) => readTrail(path));
    expect(trails).toContainEqual({ events: events(3, 4), tail: '' });
    expect(trails).toContainEqual({ events: [], tail: '{"time":"2' });
    await sink.close();
  });
});

describe('a write that fails', () => {
  test('rejects with the cause, and leaves nothing of its events', async () => {
    await sink.write(events(1, 3));
    faults.failAfter = 500;
    await expect(sink.write(events(4, 9))).rejects.toMatchObject({
      code: 'AuditUnavailable',
      cause: { code: 'ENOSPC' },
    });
    expect(sequencesOf(scratch.path)).toEqual([1, 2, 3]);
    await sink.write(events(4, 9));
    expect(sequencesOf(scratch.path)).toEqual(range(1, 9));
    await sink.close();
  });

  test('whose rest could not be taken away is mended before the next write', async () => {
    await sink.write(events(1, 3));
    faults.failAfter = 500;
    faults.failedTruncations = 2;
    await expect(sink.write(events(4, 9))).rejects.toMatchObject({ code: 'AuditUnavailable' });
    expect(readTrail(file()).tail).not.toBe('');
    faults.calls.length = 0;
    await expect(sink.write(events(4, 9))).rejects.toMatchObject({ code: 'AuditUnavailable' });
    expect(faults.calls).toEqual(['truncate']);
    await sink.write(events(4, 9));
    expect(sequencesOf(scratch.path)).toEqual(range(1, 9));
    await sink.close();
  });

  test('is mended before another day begins, so that its events do not come twice', async () => {
    const tomorrow = events(4, 9, { time: '2026-11-25T00:00:00.000Z' });
    await sink.write(events(1, 3));
    faults.failAfter = 1_000;
    faults.failedTruncations = 2;
    await expect(sink.write(events(4, 9))).rejects.toMatchObject({ code: 'AuditUnavailable' });
    await expect(sink.write(tomorrow)).rejects.toMatchObject({ code: 'AuditUnavailable' });
    await sink.write(tomorrow);
    expect(sequencesOf(scratch.path)).toEqual(range(1, 9));
    await sink.close();
  });

  test('is mended when the sink is closed', async () => {
    await sink.write(events(1, 3));
    faults.failAfter = 500;
    faults.failedTruncations = 1;
    await expect(sink.write(events(4, 9))).rejects.toMatchObject({ code: 'AuditUnavailable' });
    await sink.close();
    expect(sequencesOf(scratch.path)).toEqual([1, 2, 3]);
  });

  test('is not filled with zeros if others cut the file meanwhile', async () => {
    await sink.write(events(1, 3));
    faults.failAfter = 10;
    faults.failedTruncations = 1;
    await expect(sink.write(events(4, 4))).rejects.toMatchObject({ code: 'AuditUnavailable' });
    truncateSync(file(), 0);
    await sink.write(events(4, 4));
    expect(sequencesOf(scratch.path)).toEqual([4]);
    await sink.close();
  });

  test('because no file can be made is tried again', async () => {
    faults.failedCreations = 1;
    await expect(sink.write(events(1, 1))).rejects.toMatchObject({ code: 'AuditUnavailable' });
    await sink.write(events(1, 1));
    expect(sequencesOf(scratch.path)).toEqual([1]);
    await sink.close();
  });

  test('and is given again until it succeeds leaves every event once and in order, whatever fails', async () => {
    const fault = fc.record({
      shortWrites: fc.constantFrom(0, 0, 100, 397),
      failAfter: fc.option(fc.nat(4_000), { nil: undefined }),
      failedTruncations: fc.constantFrom(0, 0, 1, 2),
      failedCreations: fc.constantFrom(0, 0, 1),
      time: fc.constantFrom('2026-11-24T10:15:30.123Z', '2026-11-24T23:00:00.000Z', '2026-11-25T00:00:00.000Z'),
      count: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 8 }), async (batches) => {
        const folder = scratchDirectory();
        const wrong = new Faults();
        const target = new JsonlSink(new AuditFolder(folder.path, wrong.create));
        let last = 0;
        for (const { time, count, ...plan } of batches) {
          Object.assign(wrong, plan);
          const batch = events(last + 1, last + count, { time });
          last += count;
          let attempts = 0;
          while (
            !(await target.write(batch).then(
              () => true,
              () => false,
            ))
          )
            expect(++attempts).toBeLessThan(9);
        }
        await target.close();
        expect(sequencesOf(folder.path).toSorted((one, other) => one - other)).toEqual(range(1, last));
        folder.remove();
      }),
      { numRuns: 60 },
    );
  });
});

describe('a sync that fails', () => {
  test('makes every later one fail, for it could not know what was lost', async () => {
    await sink.write(events(1, 1));
    faults.failedSyncs = 1;
    await expect(sink.sync()).rejects.toMatchObject({ code: 'AuditUnavailable', cause: { code: 'ENOSPC' } });
    await expect(sink.sync()).rejects.toMatchObject({ code: 'AuditUnavailable' });
    await sink.write(events(2, 2));
    expect(sequencesOf(scratch.path)).toEqual([1, 2]);
    await expect(sink.close()).rejects.toMatchObject({ code: 'AuditUnavailable' });
    expect(faults.calls.at(-1)).toBe('close');
  });

  test('at the end of a day makes every later one fail', async () => {
    await sink.write(events(1, 1));
    faults.failedSyncs = 1;
    await sink.write([event(2, { time: '2026-11-25T00:00:00.000Z' })]);
    await expect(sink.sync()).rejects.toMatchObject({ code: 'AuditUnavailable' });
    await expect(sink.close()).rejects.toMatchObject({ code: 'AuditUnavailable' });
    expect(sequencesOf(scratch.path)).toEqual([1, 2]);
  });
});

test('lines of others in the file are not taken away', async () => {
  await sink.write(events(1, 1));
  appendFileSync(file(), '{"note":"by hand"}\n');
  await sink.write(events(2, 2));
  expect(readFileSync(file(), 'utf8').split('\n')).toHaveLength(4);
  await sink.close();
});
