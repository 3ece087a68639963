import { readFile, stat, writeFile } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import type { Factory, KeyStore, PluginHost } from '@chatelaine/core';
import { level, type LevelOptions } from '@chatelaine/store-level';
import { describe, expect, test } from 'vitest';
import { Workplace } from './command.ts';
import { alice, placeWithKey, placeWithVault } from './vault-place.ts';

/** The store of a vault, beneath the vault. */
async function openStore(place: Workplace): Promise<KeyStore> {
  const found: Factory<LevelOptions, KeyStore>[] = [];
  const host: Partial<PluginHost> = {
    keyStore: (_, factory) => void found.push(factory),
  };
  await level().setup(host as PluginHost);
  const [factory] = found;
  if (factory === undefined) throw new Error('The plugin registers no store.');
  return factory.open({ path: 'vault' }, { baseDirectory: place.directory, region: 'eu-test', domainId: 'tests' });
}

test('a hint about wrong arguments names the help of the command that was given', async () => {
  const place = await Workplace.create();
  for (const [argv, hint] of [
    [['nonsense'], 'chatelaine --help'],
    [['key', 'nonsense'], 'chatelaine key --help'],
    [['key', 'create', '--nonsense'], 'chatelaine key create --help'],
    [['policy', 'test', '--no-mutations', '--min-mutation-score', '1'], 'chatelaine policy test --help'],
    [['encrypt', 'key', '--key'], 'chatelaine encrypt --help'],
  ] as const) {
    const { errors, status } = await place.run([...argv]);
    expect(status).toBe(2);
    expect(errors).toMatch(new RegExp(`^hint: {2}${hint}$`, 'm'));
  }
});

describe('a command ends with', () => {
  test('2 for arguments that make no sense', async () => {
    const place = await placeWithKey();
    for (const argv of [
      [],
      ['key'],
      ['nonsense'],
      ['key', 'nonsense'],
      ['random'],
      ['random', '1', '2'],
      ['encrypt', 'file'],
      ['key', 'create', '--nonsense'],
      ['key', 'create', '--tag', 'no-value'],
      ['key', 'create', '--tag', 'a=1', '--tag', 'a=2'],
      ['key', 'create', '--key-usage', 'EVERYTHING'],
      ['key', 'create', '--alias', 'no-alias'],
      ['key', 'describe', 'NO-KEY'],
      ['key', 'describe', 'kms:elsewhere:tests:alias:first'],
      ['key', 'list', '--limit', 'all'],
    ]) {
      const ended = await place.run([...argv, ...alice]);
      expect({ argv, status: ended.status, output: ended.output }).toEqual({ argv, status: 2, output: '' });
      expect(ended.errors).toMatch(/^(?:Usage: [^]*)?error: [^]* \[[A-Za-z]+\]\n/);
      expect(ended.errors).not.toContain('    at ');
    }
  });

  test('2 without a principal, and one of another form', async () => {
    const place = await placeWithKey();
    const nobody = await place.run(['key', 'list']);
    expect(nobody).toMatchObject({ status: 2, output: '' });
    expect(nobody.errors).toContain('No principal. Say who acts with --principal');
    for (const id of ['alice', 'service:obs', 'user:', 'user:a b']) {
      const ended = await place.run(['key', 'list', '--principal', id]);
      expect(ended).toMatchObject({ status: 2, output: '' });
      expect(ended.errors).toContain('[InvalidPrincipal]');
    }
    const environment = { CHATELAINE_PRINCIPAL: 'user:alice' };
    expect(await place.run(['key', 'list', '--role', 'key-user'], { environment })).toMatchObject({ status: 0 });
  });

  test('4 for a principal whom the policy does not allow', async () => {
    const place = await placeWithKey();
    await writeFile(place.path('plain'), 'text');
    for (const argv of [
      ['key', 'create'],
      ['key', 'describe', 'alias/first'],
      ['encrypt', 'plain', '--key', 'alias/first'],
      ['random', '1'],
    ]) {
      const ended = await place.run([
        ...argv,
        '--principal',
        'user:mallory',
        '--group',
        'others',
        '--attribute',
        'tenant=t-1',
      ]);
      expect(ended).toMatchObject({ status: 4, output: '' });
      expect(ended.errors).toContain('[AccessDenied]');
    }
    expect((await place.run(['key', 'list', '--principal', 'user:mallory'])).status).toBe(4);
  });

  test('5 for a key or alias that does not exist', async () => {
    const place = await placeWithKey();
    for (const argv of [
      ['key', 'describe', 'alias/missing'],
      ['key', 'describe', '00000000-0000-4000-8000-000000000000'],
      ['alias', 'delete', 'alias/missing'],
      ['alias', 'associate', 'alias/missing', 'alias/first'],
    ]) {
      const ended = await place.run([...argv, ...alice]);
      expect({ argv, status: ended.status, output: ended.output }).toEqual({ argv, status: 5, output: '' });
      expect(ended.errors).toContain('[NotFound]');
    }
  });

  test('1 for what can not be done as things are', async () => {
    const place = await placeWithKey();
    const ended = await place.run(['key', 'create', '--alias', 'alias/first', ...alice]);
    expect(ended).toMatchObject({ status: 1, output: '' });
    expect(ended.errors).toContain('[AliasExists]');
  });

  test('7 while another process has the store', async () => {
    const place = await placeWithKey();
    const store = await openStore(place);
    const ended = await place.run(['key', 'list', ...alice]);
    await store.close();
    expect(ended).toMatchObject({ status: 7, output: '' });
    expect(ended.errors).toContain('Another process');
    expect(ended.errors).toContain('[StoreLocked]');
    expect(await place.run(['key', 'list', ...alice])).toMatchObject({ status: 0 });
  });

  test('7 for a store of another vault and a store without one', async () => {
    const place = await placeWithVault();
    const config = await readFile(place.path('chatelaine.yaml'), 'utf8');
    await writeFile(place.path('chatelaine.yaml'), config.replace('eu-test', 'us-test'));
    const other = await place.run(['doctor']);
    expect(other).toMatchObject({ status: 7, output: '' });
    expect(other.errors).toContain('[VaultMismatch]');
    await writeFile(place.path('chatelaine.yaml'), config.replace('./vault', './nothing'));
    const none = await place.run(['doctor']);
    expect(none).toMatchObject({ status: 7, output: '' });
    expect(none.errors).toContain('[VaultNotFound]');
    expect(none.errors).toContain('chatelaine init');
    await expect(stat(place.path('nothing'))).rejects.toThrow('ENOENT');
  });

  test('8 for another root key', async () => {
    const place = await placeWithVault();
    const other = await Workplace.create();
    expect(await other.run(['init'])).toMatchObject({ status: 0 });
    await writeFile(place.path('root.key'), await readFile(other.path('root.key')));
    const ended = await place.run(['doctor']);
    expect(ended).toMatchObject({ status: 8, output: '' });
    expect(ended.errors).toContain('[RootKeyRejected]');
  });

  test('9 for a record that was edited', async () => {
    const place = await placeWithKey();
    expect(await place.run(['doctor', '--json'])).toMatchObject({ status: 0, errors: '' });
    const store = await openStore(place);
    const [record] = await store.list('material/', undefined, 1);
    if (record === undefined) throw new Error('There is no record.');
    const value = Uint8Array.from(record.value);
    value[value.length - 1] = (value.at(-1) ?? 0) ^ 1;
    await store.commit([{ path: record.path, expected: record.revision, value }]);
    await store.close();
    const ended = await place.run(['doctor']);
    expect(ended).toMatchObject({ status: 9, output: '' });
    expect(ended.errors).toContain('[StoreTampered]');
  });

  test('70 for what should never happen, with a stack only on demand', async () => {
    const place = await placeWithKey();
    const encrypt = ['encrypt', '-', '-o', 'out', '--key', 'alias/first', ...alice];
    const broken = (): Readable =>
      Readable.from(
        (async function* (): AsyncGenerator<Uint8Array> {
          yield Buffer.from('first');
          throw new RangeError('a defect');
        })(),
      );
    const quiet = await place.run(encrypt, { input: broken() });
    expect(quiet).toMatchObject({ status: 70, output: '' });
    expect(quiet.errors).toContain('error: a defect [Internal]');
    expect(quiet.errors).not.toContain('    at ');
    const loud = await place.run(encrypt, { input: broken(), environment: { CHATELAINE_DEBUG: '1' } });
    expect(loud.errors).toContain('    at ');
    const told = await place.run(['key', 'describe', 'alias/missing', ...alice], {
      environment: { CHATELAINE_DEBUG: '1' },
    });
    expect(told.errors).not.toContain('    at ');
  });

  test('141 and no word when the reader of its output is gone', async () => {
    const place = await placeWithKey();
    const gone = (): Writable =>
      new Writable({
        write(_, __, done) {
          done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }));
        },
      });
    await writeFile(place.path('plain'), 'text');
    for (const argv of [
      ['key', 'list'],
      ['--help'],
      ['encrypt', 'plain', '-o', '-', '--key', 'alias/first'],
      ['random', '9', '--json'],
    ]) {
      expect(await place.run([...argv, ...alice], { output: gone() })).toMatchObject({ status: 141, errors: '' });
    }
  });
});

test('the options of every command may stand before and after it', async () => {
  const place = await placeWithKey();
  const describeKey = ['key', 'describe', 'alias/first'];
  const after = await place.run([...describeKey, ...alice, '--json']);
  expect(after).toMatchObject({ status: 0, errors: '' });
  expect(await place.run([...alice, '--json', ...describeKey])).toEqual(after);
  expect(await place.run(['key', ...alice, 'describe', '--json', 'alias/first'])).toEqual(after);
});

describe('an error', () => {
  test('is one JSON document with --json, wherever it stands', async () => {
    const place = await placeWithKey();
    for (const [argv, code, status] of [
      [['--json', 'nonsense'], 'UsageError', 2],
      [['random', 'x', '--json'], 'UsageError', 2],
      [['key', '--json'], 'UsageError', 2],
      [['key', 'describe', '--json', 'alias/missing', ...alice], 'NotFound', 5],
      [['key', 'describe', 'alias/first', '--json', '--principal', 'user:bob'], 'AccessDenied', 4],
      [['key', 'list', '--json', '--config', 'nowhere.yaml', ...alice], 'InvalidConfiguration', 2],
    ] as const) {
      const ended = await place.run(argv);
      expect(ended).toMatchObject({ status, errors: '' });
      const document = JSON.parse(ended.output) as { error: { code: string; message: string } };
      expect(document).toEqual({ error: { code, message: expect.any(String) as string } });
      expect(document.error.message).not.toBe('');
    }
  });

  test('is told in colour only on a terminal that wants it', async () => {
    const place = await Workplace.create();
    const red = '\u001B[31m';
    const coloured = async (terminal: boolean, environment: Record<string, string>): Promise<boolean> =>
      (await place.run(['random', '1', ...alice], { terminal, environment })).errors.includes(red);
    expect(await coloured(true, {})).toBe(true);
    expect(await coloured(true, { NO_COLOR: '1' })).toBe(false);
    expect(await coloured(true, { TERM: 'dumb' })).toBe(false);
    expect(await coloured(true, { NO_COLOR: '' })).toBe(true);
    expect(await coloured(false, {})).toBe(false);
  });

  test('of a plugin is told with its cause', async () => {
    const place = await placeWithVault();
    await writeFile(place.path('file'), '');
    const config = await readFile(place.path('chatelaine.yaml'), 'utf8');
    await writeFile(place.path('chatelaine.yaml'), config.replace('./vault', './file'));
    const ended = await place.run(['doctor']);
    expect(ended).toMatchObject({ status: 7, output: '' });
    expect(ended.errors).toMatch(/^cause: ./m);
  });
});

describe('a terminal', () => {
  test('gets no ciphertext and no binary data, but text', async () => {
    const place = await placeWithKey();
    await writeFile(place.path('text'), 'Grüße\tund 1 Zeile\r\n');
    await writeFile(place.path('binary'), Buffer.of(0, 1, 2, 255));
    await writeFile(place.path('steering'), 'a\u001B[2Jb');
    const sealed = await place.run(['encrypt', 'text', '-o', '-', '--key', 'alias/first', ...alice], {
      terminal: true,
    });
    expect(sealed).toMatchObject({ status: 1, output: '' });
    expect(sealed.errors).toContain('[TerminalRefused]');
    for (const name of ['text', 'binary', 'steering'])
      await place.run(['encrypt', name, '--key', 'alias/first', ...alice]);
    const show = (name: string): ReturnType<Workplace['run']> =>
      place.run(['decrypt', `${name}.chatelaine`, '-o', '-', ...alice], { terminal: true });
    expect(await show('text')).toMatchObject({ status: 0, output: 'Grüße\tund 1 Zeile\r\n', errors: '' });
    for (const name of ['binary', 'steering']) expect(await show(name)).toMatchObject({ status: 1, output: '' });
    expect(await place.run(['decrypt', 'binary.chatelaine', '-o', '-', ...alice])).toMatchObject({ status: 0 });
  });
});
