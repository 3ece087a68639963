import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { actions } from '@chatelaine/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocks } from './markdown.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const page = await readFile(join(root, 'docs/importing-keys.md'), 'utf8');
const scripts = codeBlocks(page)
  .filter(({ language }) => language === 'sh')
  .map(({ text }) => text);

const policy = `policy: chatelaine/v1
name: everything
rules:
  - id: alice
    effect: allow
    who: ['user:alice']
    actions: ${JSON.stringify(actions)}
    keys: all
    reason: Alice tries what the page says
`;

let place = '';

/** Runs a script of the page as it stands there. */
async function shell(script: string): Promise<string> {
  const { PATH = '' } = process.env;
  const env = { ...process.env, PATH: `${join(place, 'bin')}${delimiter}${PATH}`, CHATELAINE_PRINCIPAL: 'user:alice' };
  const { stdout } = await run('sh', ['-euc', script], { cwd: place, env });
  return stdout;
}

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'chatelaine-importing-'));
  const command = join(place, 'chatelaine');
  await writeFile(command, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'packages/cli/dist/main.js')}" "$@"\n`);
  await chmod(command, 0o700);
  await shell('mkdir bin policies && mv chatelaine bin/');
  await writeFile(join(place, 'policies/everything.policy.yaml'), policy);
  await shell('chatelaine init --region eu-test --domain tests --directory vault');
  await shell('cp -r vault/. . && chatelaine policy activate policies');
});

afterAll(() => rm(place, { recursive: true, force: true }));

test('the page has commands for every case', () => {
  expect(scripts).toHaveLength(7);
});

test.each(scripts.map((script) => [script.split('\n')[0], script]))(
  '%s … and what follows it',
  async (_first, script) => {
    const output = await shell(script ?? '');
    if (script?.includes('-verify')) expect(output).toContain('Verified OK');
  },
);

test('the imported key is the one that openssl has made', async () => {
  const mac =
    'chatelaine mac generate message.txt --key alias/mac -o message.mac > told.txt && od -An -v -tx1 message.mac';
  const theirs = `openssl dgst -sha512 -mac HMAC -macopt hexkey:$(od -An -v -tx1 mac.bin | tr -d ' \\n') -binary message.txt`;
  expect(await shell(mac)).toBe(await shell(`${theirs} | od -An -v -tx1`));
});
