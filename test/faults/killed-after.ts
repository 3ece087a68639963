import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/**
 * Runs a program of this folder that prints how often it has done something, kills it when it has done so `times` times, and gives
 * how often it had at least.
 */
export async function killedAfter(times: number, name: string, ...parameters: readonly string[]): Promise<number> {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, [program, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  let problems = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (problems += text));
  let told = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    told = Number(line);
    if (told >= times) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect({ signal, problems }).toEqual({ signal: 'SIGKILL', problems: '' });
  return told;
}
