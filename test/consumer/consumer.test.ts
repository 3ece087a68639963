import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, runNode, runProcess } from '../run-process.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'chatelaine-consumer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The packages as npm would install them, and what they need from others, in a folder outside of the repository. */
beforeAll(async () => {
  const packed = join(folder, 'packed');
  const scope = join(folder, 'node_modules', '@chatelaine');
  for (const each of [packed, scope]) mkdirSync(each, { recursive: true });
  const pack = ['pack', '--silent', '--workspace', 'packages', '--workspace', 'plugins', '--pack-destination', packed];
  expect(await runProcess('npm', pack, { cwd: root })).toMatchObject({ status: 0 });
  for (const file of readdirSync(packed)) {
    const target = join(scope, file.replace(/^chatelaine-(.*)-[\d.]+\.tgz$/, '$1'));
    mkdirSync(target);
    await runProcess('tar', ['-xzf', join(packed, file), '--strip-components=1', '-C', target], { cwd: folder });
  }
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name === '@chatelaine' || name.startsWith('.')) continue;
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
}, 120_000);

test('every package has the licence', () => {
  const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
  const scope = join(folder, 'node_modules', '@chatelaine');
  const names = readdirSync(scope);
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) expect([name, readFileSync(join(scope, name, 'LICENSE'), 'utf8')]).toEqual([name, licence]);
});

async function compile(file: string, resolution: 'nodenext' | 'bundler'): Promise<Ended> {
  const compilerOptions = {
    module: resolution === 'nodenext' ? 'nodenext' : 'esnext',
    moduleResolution: resolution,
    target: 'es2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    types: ['node'],
    outDir: resolution,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  return runNode([join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json', '--pretty', 'false'], {
    cwd: folder,
  });
}

const opening = `import { standard, openVault } from '@chatelaine/standard';
import { aes } from '@chatelaine/algorithm-aes';
import { level } from '@chatelaine/store-level';
const rest = { region: 'eu-1', domainId: 'shop', rootKey: { use: 'environment' }, authorizer: { use: 'casl' } } as const;
const plugins = await standard();
const kms = (await openVault({ ...rest, plugins, keyStore: { use: 'level', path: '.' } })).as({ id: 'user:alice' });
`;
const mistakes = [
  `await openVault({ ...rest, plugins, keyStore: { use: 'levl', path: '.' } });`,
  `await openVault({ ...rest, plugins, keyStore: { use: 'level' } });`,
  `await openVault({ ...rest, plugins, keyStore: { use: 'level', path: '.', sync: true } });`,
  `await openVault({ ...rest, plugins, keyStore: { use: 'level', path: '.' }, audit: [{ use: 'syslog' }] });`,
  `await openVault({ ...rest, plugins: [level(), aes()], keyStore: { use: 'memory' } });`,
  `await openVault({ ...rest, plugins, keyStore: { use: 'level', path: '.' }, auditLevel: 'never' });`,
  `await kms.encryptData({ keyId: 'alias/a', plaintext: 'text' });`,
  `await kms.encryptData({ keyid: 'alias/a', plaintext: new Uint8Array() });`,
  `await kms.createGrant({ keyId: 'alias/a', grantee: 'user:bob', operations: ['everything'] });`,
  `await kms.activatePolicy({ documents: [], expectedVersion: 0 });`,
];

describe('the packages as they are packed, outside of the repository', { timeout: 120_000 }, () => {
  test.each(['nodenext', 'bundler'] as const)('compile into an application: %s', async (resolution) => {
    copyFileSync(new URL('application.ts', import.meta.url), join(folder, 'application.ts'));
    expect(await compile('application.ts', resolution)).toEqual({ status: 0, stdout: '', stderr: '' });
    const cwd = join(folder, `run-${resolution}`);
    mkdirSync(cwd);
    const ended = await runNode([join(folder, resolution, 'application.js')], { cwd });
    expect(ended).toEqual({ status: 0, stdout: 'a line\ntrue\nAccessDenied\n13\n', stderr: '' });
  });

  test('refuse the mistakes that types can find, each of them', async () => {
    writeFileSync(join(folder, 'mistakes.ts'), opening + mistakes.join('\n'));
    const { stdout } = await compile('mistakes.ts', 'nodenext');
    const lines = new Set([...stdout.matchAll(/^mistakes\.ts\((\d+),/gm)].map(([, line]) => Number(line)));
    const first = opening.split('\n').length;
    expect([...lines].toSorted((a, b) => a - b)).toEqual(mistakes.map((_, index) => first + index));
  });
});
