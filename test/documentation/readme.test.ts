import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readWorkspaces } from '../architecture/repository.ts';
import { type Ended, runNode, runProcess } from '../run-process.ts';
import { codeBlocks, linkedFiles } from './markdown.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const { scripts } = v.parse(v.object({ scripts: v.record(v.string(), v.string()) }), JSON.parse(read('package.json')));

function blocksOf(path: string, language: string): readonly string[] {
  return codeBlocks(read(path))
    .filter((block) => block.language === language)
    .map(({ text }) => text);
}

/** A folder in the repository, so that imports find the packages, with the shipped policies in it. */
function folderInRepository(): string {
  mkdirSync(join(root, '.chatelaine'), { recursive: true });
  const folder = mkdtempSync(join(root, '.chatelaine', 'documentation-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs programs of documents, one after the other in one process, in a folder that holds the policies. */
function runPrograms(...programs: readonly string[]): Promise<Ended> {
  const cwd = folderInRepository();
  cpSync(join(root, 'policies'), join(cwd, 'policies'), { recursive: true });
  const names = programs.map((_, index) => `program-${index + 1}.mjs`);
  for (const [index, program] of programs.entries()) writeFileSync(join(cwd, `program-${index + 1}.mjs`), program);
  writeFileSync(join(cwd, 'main.mjs'), names.map((name) => `import './${name}';\n`).join(''));
  return runNode(['main.mjs'], { cwd });
}

describe('the README', { timeout: 120_000 }, () => {
  test('begins with two commands, which the repository has', () => {
    const [start, tests] = blocksOf('README.md', 'sh');
    expect([start, tests]).toEqual(['npm ci && npm start\n', 'npm ci && npm test\n']);
    expect(scripts).toMatchObject({
      start: expect.stringContaining('test/main-job/main.mjs') as string,
      test: 'vitest run',
    });
  });

  test('has the test command that CI runs', () => {
    const steps = read('.ci/run').split('\n');
    expect(steps.filter((line) => /^step install npm ci\b/.test(line))).toHaveLength(1);
    expect(steps.filter((line) => /^npm test\b/.test(line))).toHaveLength(1);
  });

  test('names only scripts that the repository has', () => {
    const named = [...readme.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = '']) => script);
    expect(named.length).toBeGreaterThan(2);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  test('has a program that creates a key, encrypts, opens the vault again and decrypts', async () => {
    const [program = ''] = blocksOf('README.md', 'js');
    expect(program.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15);
    expect(program).toMatch(/await open.*createKey.*encryptData.*close.*await open.*decryptData.*close/s);
    expect(await runPrograms(program)).toEqual({ status: 0, stdout: '42 EUR\n', stderr: '' });
  });

  test('has commands that a shell runs to the end', async () => {
    const [, , commands = ''] = blocksOf('README.md', 'sh');
    expect(commands.trimEnd().split('\n')).toHaveLength(6);
    const cwd = folderInRepository();
    const PATH = [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
    // The command itself instead of npx, which would look for it in the same place.
    const script = `set -e\nnpx() { "$@"; }\n${commands}cmp policies/start.policy.yaml start.policy.yaml`;
    const ended = await runProcess('sh', ['-c', script], { cwd, environment: { PATH } });
    expect(ended).toMatchObject({ status: 0, stderr: '' });
  });

  test('names every package', () => {
    const directories = readWorkspaces().map(({ directory }) => directory);
    for (const directory of directories.filter((each) => each !== 'test')) {
      expect(readme).toContain(`](${directory}`);
    }
  });
});

describe('the documents', { timeout: 120_000 }, () => {
  const folders = ['', ...readWorkspaces().map(({ directory }) => `${directory}/`), 'policies/'];
  const readmes = folders.map((folder) => `${folder}README.md`).filter((path) => existsSync(join(root, path)));
  const guides = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path));

  test.each([...readmes, ...guides])('%s links to files that exist', (path) => {
    const missing = linkedFiles(read(path)).filter((target) => !existsSync(join(root, dirname(path), target)));
    expect(missing).toEqual([]);
  });

  const packages = readmes.filter((path) => path !== 'README.md');
  const programs = packages.flatMap((path) => blocksOf(path, 'js').map((program) => [path, program] as const));

  test.each(programs)('%s has a program that runs', async (_path, program) => {
    const { status, stdout, stderr } = await runPrograms(program);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });
});

describe('the two host packages', { timeout: 120_000 }, () => {
  test.each([
    ['host-inversify', 'host-tsyringe'],
    ['host-tsyringe', 'host-inversify'],
  ])('work in one process, %s first', async (...names) => {
    const programs = names.flatMap((name) =>
      blocksOf(`packages/${name}/README.md`, 'js').map((program) =>
        program.replace("'./vault'", `'./vault of ${name}'`),
      ),
    );
    expect(programs).toHaveLength(2);
    const { status, stdout, stderr } = await runPrograms(...programs);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/Uint8Array|Buffer/g)).toHaveLength(2);
  });
});
