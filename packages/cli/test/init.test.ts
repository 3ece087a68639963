import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { checkPolicyDocuments, readPolicyFolder } from '@chatelaine/policy';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Interruption } from '../src/errors/interruption.ts';
import { Workplace } from './command.ts';
import { alice } from './vault-place.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('init', () => {
  test('makes a vault that the commands it names can use', async () => {
    const place = await Workplace.create();
    const made = await place.run(['init', '--directory', 'home/vault', '--region', 'eu-de', '--domain', '4711']);
    expect(made).toMatchObject({ status: 0, errors: '' });
    expect(made.output).toContain('Made a vault in home/vault: region eu-de, domain 4711.');
    const folder = place.path('home', 'vault');
    expect((await readdir(folder)).toSorted()).toEqual(['audit', 'chatelaine.yaml', 'policies', 'root.key', 'vault']);
    expect((await stat(place.path('home', 'vault', 'root.key'))).mode & 0o777).toBe(0o600);

    const config = ['--config', 'home/vault/chatelaine.yaml'];
    expect(await place.run(['policy', 'check', ...config])).toMatchObject({ status: 0, errors: '' });
    const activated = await place.run(['policy', 'activate', 'home/vault/policies', ...config]);
    expect(activated).toMatchObject({ status: 0, errors: '' });
    const created = await place.run(['key', 'create', '--json', ...config, ...alice]);
    expect(JSON.parse(created.output)).toMatchObject({ region: 'eu-de', domainId: '4711', keySpec: 'AES_256' });
  });

  test('takes a random domain unless it is named', async () => {
    const domains = new Set<unknown>();
    for (let round = 0; round < 2; round += 1) {
      const place = await Workplace.create();
      const document = JSON.parse((await place.run(['init', '--json'])).output) as Record<string, unknown>;
      expect(document).toMatchObject({ directory: '.', region: 'local', rootKey: 'key-file' });
      domains.add(document['domainId']);
    }
    expect(domains.size).toBe(2);
  });

  test('writes a first policy without a problem', async () => {
    const place = await Workplace.create();
    await place.run(['init']);
    expect(checkPolicyDocuments(readPolicyFolder(place.path('policies')))).toEqual([]);
  });

  test.each(['chatelaine.yaml', 'root.key', 'vault', 'audit', 'policies'])(
    'replaces nothing: %s stays',
    async (name) => {
      const place = await Workplace.create();
      await writeFile(place.path(name), 'of somebody else');
      const ended = await place.run(['init']);
      expect(ended).toMatchObject({ status: 1, output: '' });
      expect(ended.errors).toContain(`There is ${name}`);
      expect(ended.errors).toContain('[OutputExists]');
      expect(await readdir(place.directory)).toEqual([name]);
      expect(await readFile(place.path(name), 'utf8')).toBe('of somebody else');
    },
  );

  test('leaves nothing behind when it fails', async () => {
    const place = await Workplace.create();
    await mkdir(place.path('empty'));
    const failed = await place.run([
      'init',
      '--directory',
      'empty',
      '--root-key',
      'environment',
      '--variable',
      'NOT_SET_HERE',
    ]);
    expect(failed).toMatchObject({ status: 8, output: '' });
    expect(failed.errors).toContain('NOT_SET_HERE');
    const interruption = AbortSignal.abort(new Interruption('SIGTERM'));
    expect(await place.run(['init', '--directory', 'empty'], { interruption })).toMatchObject({
      status: 143,
      output: '',
    });
    expect(await readdir(place.path('empty'))).toEqual([]);
  });

  test('makes no folder when it fails, and leaves those that were there', async () => {
    const place = await Workplace.create();
    await mkdir(place.path('home'));
    vi.stubEnv('CHATELAINE_ROOT_KEY', undefined);
    const failed = await place.run(['init', '--directory', 'home/a/b', '--root-key', 'environment']);
    expect(failed).toMatchObject({ status: 8, output: '' });
    expect(await readdir(place.path('home'))).toEqual([]);
  });

  test('tells that a part of the path is no folder', async () => {
    const place = await Workplace.create();
    await writeFile(place.path('file'), '');
    for (const directory of ['file', 'file/vault']) {
      const { errors, status } = await place.run(['init', '--directory', directory]);
      expect(status).toBe(1);
      expect(errors).toContain(`Can't make a vault in ${directory}: a part of its path is not a folder.`);
    }
  });

  test('can take the root key from the environment', async () => {
    const place = await Workplace.create();
    vi.stubEnv('ROOT_KEY_OF_TESTS', Buffer.alloc(32, 7).toString('base64url'));
    expect(await place.run(['init', '--root-key', 'environment', '--variable', 'ROOT_KEY_OF_TESTS'])).toMatchObject({
      status: 0,
      errors: '',
    });
    expect(await place.run(['doctor'])).toMatchObject({ status: 0, errors: '' });
    vi.stubEnv('ROOT_KEY_OF_TESTS', Buffer.alloc(32, 8).toString('base64url'));
    expect(await place.run(['doctor'])).toMatchObject({ status: 8, output: '' });
  });

  test.each([
    [['--region', 'EU'], 'The region must be'],
    [['--domain', 'a b'], 'The domain must be'],
    [['--root-key', 'magic'], 'Allowed choices are key-file, passphrase, environment'],
    [['--passphrase-file', 'x'], '--passphrase-file stands only with'],
    [['--variable', 'X'], '--variable stands only with'],
    [['--root-key', 'passphrase', '--variable', 'X', '--passphrase-file', 'x'], '--passphrase-file stands only with'],
  ])('refuses %j', async (options, expected) => {
    const place = await Workplace.create();
    const ended = await place.run(['init', ...options]);
    expect(ended).toMatchObject({ status: 2, output: '' });
    expect(ended.errors).toContain(expected);
    expect(await readdir(place.directory)).toEqual([]);
  });
});
