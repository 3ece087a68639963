import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Ended, runNode } from '../run-process.ts';
import { temporaryFolder } from './vault-on-disk.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'test/main-job/main.mjs');

/** Runs the main job, with a temporary folder of its own that must be empty afterwards. */
async function runMainJob(...parameters: readonly string[]): Promise<Ended> {
  const temporary = temporaryFolder();
  const ended = await runNode([main, ...parameters], { cwd: root, environment: { TMPDIR: temporary } });
  expect(readdirSync(temporary)).toEqual([]);
  return ended;
}

/** A copy of the shipped policies, to be broken. */
function copyOfPolicies(): string {
  const folder = join(temporaryFolder(), 'policies');
  cpSync(join(root, 'policies'), folder, { recursive: true });
  return folder;
}

// Each test starts processes, which take their time on a busy machine.
describe('the main job', { timeout: 120_000 }, () => {
  test('ends with 0, tells what held in at most thirty lines, and leaves nothing behind', async () => {
    const { status, stdout, stderr } = await runMainJob();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(30);
    const steps = lines.filter((line) => line.startsWith('  ✓ '));
    expect(lines.at(-1)).toBe(`All ${steps.length} steps hold.`);
    expect(stdout).not.toContain('✗');
    for (const name of ['id', 'alias', 'alias URN', 'key URN']) {
      expect(steps.filter((step) => step.startsWith(`  ✓ decrypted by ${name}  `))).toHaveLength(1);
    }
    expect(stdout).toContain('This account is suspended; ask the security team');
    expect(stdout).toContain('suspensions/mallory-is-suspended');
  });

  test('takes the file that it is given, and keeps the folder that it is given', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'empty file');
    const directory = join(folder, 'new/vault');
    writeFileSync(file, '');
    expect(await runMainJob(file, '--directory', directory)).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(directory).toSorted()).toEqual([
      'audit',
      'empty file.envelope',
      'empty file.restored',
      'root.key',
      'vault',
    ]);
    expect(readFileSync(join(directory, 'empty file.restored'))).toHaveLength(0);
    const again = await runMainJob(file, '--directory', directory);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('is not empty');
  });

  test('ends with 1, and says where, when a policy is malformed', async () => {
    const policies = copyOfPolicies();
    const broken = join(policies, 'guardrails/suspensions.policy.yaml');
    writeFileSync(broken, readFileSync(broken, 'utf8').replace('effect: deny', 'effect: denied'));
    const { status, stdout } = await runMainJob('--policies', policies);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✗ policies activated +InvalidPolicy: .*\n +guardrails\/suspensions\.policy\.yaml:\d+:\d+ /);
    expect(stdout).not.toContain('steps hold');
  });

  test('ends with 1 when somebody is let in who has to be refused', async () => {
    const policies = copyOfPolicies();
    rmSync(join(policies, 'guardrails/suspensions.policy.yaml'));
    const { status, stdout } = await runMainJob('--policies', policies);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✗ user:mallory refused +It was not refused; AccessDenied was expected\./);
    expect(stdout).not.toContain('steps hold');
  });

  test('ends with 1 when somebody is refused who has to be let in', async () => {
    const policies = copyOfPolicies();
    rmSync(join(policies, 'baseline/payments.policy.yaml'));
    const { status, stdout } = await runMainJob('--policies', policies);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✗ data key made +AccessDenied: /);
  });

  test.each([
    ['an unknown option', ['--bogus']],
    ['a file that is not there', ['no-such-file']],
  ])('ends with 2 and its usage when it is given %s', async (_what, parameters) => {
    const { status, stdout, stderr } = await runMainJob(...parameters);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('npm start -- [file]');
  });
});
