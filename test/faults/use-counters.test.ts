import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openOnDisk, temporaryFolder } from '../system/vault-on-disk.ts';
import { prepare } from './kill-rounds.ts';

const program = fileURLToPath(new URL('count-uses-process.mjs', import.meta.url));
const alice = { id: 'user:alice' };
/** What a process counts in memory at most. */
const uncounted = 65_536;

/** Lets a process encrypt, kills it when it has done so `times` times, and gives how often it had at least. */
async function killedAfter(directory: string, keyId: string, times: number): Promise<number> {
  const child = spawn(process.execPath, [program, directory, keyId], { stdio: ['ignore', 'pipe', 'pipe'] });
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

// Before the counter was first written, and after.
test.each([1_000, 50_000])('use counters are not low after a kill at %i uses', { timeout: 120_000 }, async (times) => {
  const directory = temporaryFolder();
  await prepare(directory);
  const { keyId } = await (async () => {
    await using vault = await openOnDisk(directory);
    return vault.as(alice).createKey();
  })();
  const told = await killedAfter(directory, keyId, times);
  for (const again of [1, 2]) {
    await using vault = await openOnDisk(directory, { create: false });
    const { encryptions } = await vault.as(alice).describeKey({ keyId });
    expect(encryptions?.made, `opening ${again}`).toBeGreaterThanOrEqual(told);
    // Made up for once, and with what was counted before.
    expect(encryptions?.made, `opening ${again}`).toBeLessThan(told + uncounted + 10_000);
    if (times > uncounted / 2) expect(encryptions?.made).toBeGreaterThan(uncounted);
    await vault.administration.verifyStore();
  }
});
