import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SecretBytes } from '@chatelaine/core';
import { afterAll, describe, expect, test } from 'vitest';
import { algorithmOf, allSets, providersHere } from './providers.ts';
import { signInProcess, type SigningAnswer } from './processes/signing-process.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'chatelaine-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

/** A Node.js that has ML-DSA, from the package `node`; none, and one line that says so, if it can't be had. */
async function newerNode(version: number): Promise<readonly string[]> {
  const prefix = join(folder, String(version));
  await run('npm', ['install', '--prefix', prefix, '--no-save', `node@${version}`]).catch(() => undefined);
  const file = join(prefix, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(file)) return [file];
  process.stdout.write(`Node.js ${version} is left out: the package node@${version} could not be installed.\n`);
  return [];
}

const versions = [24, 26];
const nodes = await Promise.all(versions.map(newerNode));
const installed = versions.flatMap((version, index) => (nodes[index] ?? []).map((node) => ({ version, node })));
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (given: Uint8Array): string => Buffer.from(given).toString('hex');
const seed = '18'.repeat(32);
const message = Buffer.from('from one version to the other').toString('hex');
const here = await providersHere();

describe.each(installed)('on Node.js $version', ({ node }) => {
  const there = (options: Parameters<typeof signInProcess>[0]['options'], signatures: Record<string, string[]> = {}) =>
    signInProcess({ options, seed, message, signatures }, node);

  /** Signatures of this process, with every provider that it has. */
  async function signaturesHere(): Promise<Record<string, string[]>> {
    const signed = allSets.map(async ({ keySpec }) => {
      const keys = here.map((provider) => algorithmOf(provider, keySpec).load(SecretBytes.take(bytes(seed))));
      const signing = keys.map(async (key) => hex(await (await key).sign('ML_DSA_SHAKE_256', 'RAW', bytes(message))));
      return [keySpec, await Promise.all(signing)] as const;
    });
    return Object.fromEntries(await Promise.all(signed));
  }

  test('node:crypto is taken', async () => {
    for (const { provider } of await there({})) {
      expect(provider.name).toMatch(/^node:crypto \(OpenSSL 3\./);
      expect(provider.timing).toBe('constant-time');
    }
  });

  test.each(['node:crypto', 'liboqs', 'noble'] as const)('%s understands what is signed here', async (provider) => {
    for (const { fits } of await there({ provider }, await signaturesHere()))
      expect(fits).toEqual(here.map(() => true));
  });

  test.each(['node:crypto', 'liboqs', 'noble'] as const)('what %s makes is understood here', async (provider) => {
    const answers: readonly SigningAnswer[] = await there({ provider });
    for (const { keySpec } of allSets) {
      const answer = answers.find((each) => each.keySpec === keySpec);
      for (const algorithm of here.map((each) => algorithmOf(each, keySpec))) {
        const publicKey = await algorithm.publicKey(SecretBytes.take(bytes(seed)));
        expect(answer?.publicKey).toBe(hex(publicKey));
        const verifier = algorithm.verifier(publicKey);
        const signature = bytes(answer?.signature ?? '');
        expect(await verifier.verify('ML_DSA_SHAKE_256', 'RAW', bytes(message), signature)).toBe(true);
        const { privateKey } = await algorithm.dataKeyPair.generate();
        expect(answer?.pair.slice(0, -64)).toBe(privateKey.use((der) => hex(der).slice(0, -64)));
      }
    }
  });

  test('all tests of this package pass', async () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')));
    const parameters = [vitest, 'run', '--maxWorkers=1', '--project', 'plugins/algorithm-mldsa', '--reporter=json'];
    const { stdout } = await run(node, parameters, { cwd: root, maxBuffer: 64 * 2 ** 20 });
    const { numFailedTests, numPassedTests, testResults } = JSON.parse(stdout.slice(stdout.indexOf('{"num'))) as {
      readonly numFailedTests: number;
      readonly numPassedTests: number;
      readonly testResults: readonly { readonly assertionResults: readonly { readonly fullName: string }[] }[];
    };
    const names = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ fullName }) => fullName));
    expect(names.filter((name) => name.includes('of node:crypto keeps the contract')).length).toBeGreaterThan(100);
    expect({ numFailedTests, some: numPassedTests > 100 }).toEqual({ numFailedTests: 0, some: true });
  });
});
