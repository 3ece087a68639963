import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { actions, type AuditEvent } from '@chatelaine/core';
import { expect } from 'vitest';
import { openOnDisk } from '../system/vault-on-disk.ts';

const program = fileURLToPath(new URL('create-keys-process.mjs', import.meta.url));
const alice = { id: 'user:alice' };

/** A key that the process said it had created. */
interface Acknowledged {
  readonly keyId: string;
  readonly alias: string;
  /** What it then encrypted with the key, if it came so far. */
  ciphertext?: string;
}

/** Makes a vault in which one user may do everything. */
export async function prepare(directory: string): Promise<void> {
  const text = [
    'policy: chatelaine/v1',
    'name: faults',
    'description: Everything for one user',
    'owners: [tests]',
    'rules:',
    '  - id: alice-does-everything',
    '    effect: allow',
    '    who: [user:alice]',
    `    actions: [${actions.join(', ')}]`,
    '    keys: all',
    '    reason: The tests need it',
  ].join('\n');
  await using vault = await openOnDisk(directory);
  await vault.administration.activatePolicy({
    documents: [{ name: 'faults.policy.yaml', text: `${text}\n` }],
    expectedVersion: 0,
  });
}

/**
 * Lets a process create keys and kills it `delay` milliseconds after it has opened the vault, or after it was started.
 * Gives what it had acknowledged.
 */
async function killedAfter(
  directory: string,
  prefix: string,
  moment: 'start' | 'open',
  delay: number,
): Promise<readonly Acknowledged[]> {
  const child = spawn(process.execPath, [program, directory, prefix], { stdio: ['ignore', 'pipe', 'pipe'] });
  const acknowledged = new Map<string, Acknowledged>();
  let problems = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (problems += text));
  const opened = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [what, keyId = '', rest = ''] = line.split(' ');
      if (what === 'open') resolve();
      if (what === 'created') acknowledged.set(keyId, { keyId, alias: rest });
      const key = acknowledged.get(keyId);
      if (what === 'encrypted' && key !== undefined) key.ciphertext = rest;
    });
  });
  const closed = once(child, 'close');
  if (moment === 'open') await Promise.race([opened, closed]);
  await wait(delay);
  child.kill('SIGKILL');
  const [, signal] = (await closed) as [number | null, string | null];
  expect({ signal, problems }).toEqual({ signal: 'SIGKILL', problems: '' });
  return [...acknowledged.values()];
}

/** How often the audit trail says that a key is about to be created, for aliases that start with a prefix. */
async function intentsIn(directory: string): Promise<ReadonlyMap<string, number>> {
  const folder = join(directory, 'audit');
  const intents = new Map<string, number>();
  for (const name of await readdir(folder)) {
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n');
    // The last line may have been cut off by the kill: it was acknowledged to nobody.
    for (const line of lines.slice(0, -1)) {
      const { operation, phase, process } = JSON.parse(line) as AuditEvent;
      if (operation === 'createKey' && phase !== 'outcome') intents.set(process, (intents.get(process) ?? 0) + 1);
    }
  }
  return intents;
}

async function expectKept(directory: string, keys: readonly Acknowledged[], all: ReadonlySet<string>): Promise<void> {
  await using vault = await openOnDisk(directory, { create: false });
  const kms = vault.as(alice);
  for (const { keyId, alias, ciphertext } of keys) {
    expect((await kms.describeKey({ keyId: alias })).keyId).toBe(keyId);
    const again = await kms.encryptData({ keyId: alias, plaintext: Buffer.from(keyId) });
    const before = ciphertext === undefined ? [] : [Buffer.from(ciphertext, 'base64url')];
    for (const sealed of [again.ciphertext, ...before]) {
      const { plaintext } = await kms.decryptData({ ciphertext: sealed, keyId });
      expect(Buffer.from(plaintext).toString()).toBe(keyId);
    }
  }
  const listed = new Set<string>();
  for (let marker: string | undefined, more = true; more;) {
    const page = await kms.listKeys({ limit: 1_000, ...(marker !== undefined && { marker }) });
    for (const { keyId, aliases, tags } of page.keys) {
      // Also what nobody heard of is there as a whole.
      expect([aliases.length, Object.keys(tags)]).toEqual([1, ['prefix']]);
      listed.add(keyId);
    }
    marker = page.nextMarker;
    more = marker !== undefined;
  }
  expect([...all].filter((keyId) => !listed.has(keyId))).toEqual([]);
  await vault.administration.verifyStore();
}

/** What happened in all rounds together. */
export interface KillReport {
  readonly acknowledged: number;
  readonly killedBeforeOpen: number;
}

/**
 * Kills a process again and again in the middle of creating keys, at moments that `random` chooses, and checks each time that
 * the vault opens, has every key that was acknowledged, and has audited each of them before.
 *
 * @param random Gives a whole number from 0 to below its argument.
 */
export async function killRounds(
  directory: string,
  rounds: number,
  random: (limit: number) => number,
): Promise<KillReport> {
  await prepare(directory);
  const all = new Set<string>();
  let killedBeforeOpen = 0;
  for (let round = 0; round < rounds; round += 1) {
    const processesBefore = await intentsIn(directory);
    const moment = round % 4 === 3 ? 'start' : 'open';
    const delay = random(moment === 'start' ? 1_000 : 150);
    const keys = await killedAfter(directory, `round-${round}`, moment, delay);
    if (keys.length === 0) killedBeforeOpen += 1;
    for (const { keyId } of keys) all.add(keyId);
    await expectKept(directory, keys, all);
    const audited = [...(await intentsIn(directory))].filter(([process]) => !processesBefore.has(process));
    const intents = audited.reduce((sum, [, count]) => sum + count, 0);
    expect({ round, moment, delay, audited: intents >= keys.length }).toEqual({ round, moment, delay, audited: true });
  }
  return { acknowledged: all.size, killedBeforeOpen };
}
