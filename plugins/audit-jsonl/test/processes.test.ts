import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { filesOf, readTrail, scratchDirectory, sequencesOf } from './audit-files.ts';
import { compileProgram } from './compiled-program.ts';

let scratch: ReturnType<typeof scratchDirectory>;
let program: string;
let folder: string;
let folders = 0;
beforeAll(() => {
  scratch = scratchDirectory();
  program = compileProgram(new URL('./writing-program.ts', import.meta.url), join(scratch.path, 'program'));
}, 60_000);
afterAll(() => {
  scratch.remove();
});
beforeEach(() => {
  folder = join(scratch.path, `audit-${++folders}`);
  mkdirSync(folder);
});

interface Ended {
  readonly lines: readonly string[];
  readonly signal: NodeJS.Signals | null;
}

/** Runs a process to its end; `onLine` sees each line of its output. */
async function run(child: ChildProcess, onLine: (count: number) => void = () => {}): Promise<Ended> {
  const lines: string[] = [];
  if (child.stdout === null) throw new Error('its output is not a pipe');
  createInterface(child.stdout).on('line', (line) => onLine(lines.push(line)));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code !== 0 && code !== null) throw new Error(`it ended with exit code ${code}: ${lines.join('; ')}`);
  return { lines, signal };
}

const write = (name: string, size: number, batches: number): ChildProcess =>
  spawn(process.execPath, [program, folder, name, String(size), String(batches)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const range = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('a process that is killed while it writes', () => {
  test('loses nothing that was acknowledged, and leaves whole lines but for the last', async () => {
    for (const acknowledgements of [1, 2, 3, 5, 8, 13, 21, 34]) {
      for (const path of filesOf(folder)) expect(readTrail(path).events.length).toBeGreaterThan(0);
      const known = new Set(filesOf(folder));
      const child = write('killed', 300, 1_000_000);
      const { lines, signal } = await run(child, (count) => {
        if (count === acknowledgements) child.kill('SIGKILL');
      });
      expect(signal).toBe('SIGKILL');
      const [path = ''] = filesOf(folder).filter((each) => !known.has(each));
      const { events, tail } = readTrail(path);
      expect(events.length).toBeGreaterThanOrEqual(Number(lines.at(-1)));
      expect(events.map(({ sequence }) => sequence)).toEqual(range(events.length));
      expect(tail).not.toContain('}\n');
    }
  }, 60_000);

  test('leaves files that the next process does not touch', async () => {
    const child = write('killed', 300, 1_000_000);
    await run(child, (count) => {
      if (count === 3) child.kill('SIGKILL');
    });
    const [left = ''] = filesOf(folder);
    const content = readFileSync(left);
    await run(write('next', 10, 3));
    expect(readFileSync(left).equals(content)).toBe(true);
    const [next = ''] = filesOf(folder).filter((path) => path !== left);
    expect(readTrail(next).events).toHaveLength(30);
  }, 60_000);
});

test('processes that write to one folder at the same time do not mix their lines', async () => {
  await Promise.all(['one', 'two', 'three'].map((name) => run(write(name, 100, 50))));
  const trails = filesOf(folder).map((path) => readTrail(path));
  expect(trails.map(({ events, tail }) => [new Set(events.map((each) => each.process)).size, tail])).toEqual([
    [1, ''],
    [1, ''],
    [1, ''],
  ]);
  for (const { events } of trails) expect(events.map(({ sequence }) => sequence)).toEqual(range(5_000));
}, 60_000);

test('a disk that takes only half of a batch leaves none of it', async () => {
  // The shell's limit on the size of files, in blocks of 512 or 1,024 bytes, makes the system cut a write short.
  const command = 'ulimit -f 64; exec "$0" "$@"';
  const child = spawn('sh', ['-c', command, process.execPath, program, folder, 'limited', '40', '20'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { lines } = await run(child);
  const acknowledged = lines.filter((line) => /^\d+$/.test(line)).map(Number);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(lines.filter((line) => line.includes('EFBIG')).length).toBe(20 - acknowledged.length);
  expect(acknowledged.length).toBeLessThan(20);
  expect(sequencesOf(folder)).toEqual(range(acknowledged.at(-1) ?? 0));
}, 60_000);
