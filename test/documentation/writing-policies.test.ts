import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProcess } from '../run-process.ts';
import { codeBlocks } from './markdown.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = await readFile(join(root, 'docs/writing-policies.md'), 'utf8');
const blocks = codeBlocks(page);
let place = '';

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'chatelaine-writing-'));
});

afterAll(() => rm(place, { recursive: true, force: true }));

async function shell(script: string): Promise<string> {
  const PATH = [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
  const { status, stderr, stdout } = await runProcess('sh', ['-euc', script], { cwd: place, environment: { PATH } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.replaceAll(/in \d+ ms/g, 'in N ms');
}

/** Writes a file that the page shows, or adds to it; its first line says which. */
async function take(text: string): Promise<void> {
  const [, name = '', more] = /^# (\S+?)(, more cases)?\n/.exec(text) ?? [];
  expect(name).toMatch(/^(?:policies\/.*\.(?:policy|test)|changes)\.yaml$/);
  const path = join(place, name);
  const before = more === undefined ? '' : await readFile(path, 'utf8');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, before + (more === undefined ? text : text.replaceAll(/^/gm, '  ').trimEnd()));
}

test('the page is true from its first line to its last', { timeout: 120_000 }, async () => {
  let output = '';
  for (const { language, text } of blocks) {
    if (language === 'yaml') await take(text);
    else if (language === 'sh') output = await shell(text);
    else expect(output, text).toBe(text);
  }
  expect(blocks.filter(({ language }) => language === 'sh')).toHaveLength(10);
  expect(blocks.filter(({ language }) => language === 'text')).toHaveLength(6);
});
