import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { Interruption } from '../src/errors/interruption.ts';
import type { Workplace } from './command.ts';
import { alice, documentOf, placeWithKey } from './vault-place.ts';

const encrypt = ['encrypt', 'plain', '--key', 'alias/first', ...alice];
const decrypt = ['decrypt', 'plain.chatelaine', '-o', 'again', ...alice];

async function encrypted(data: Uint8Array | string, ...more: readonly string[]): Promise<Workplace> {
  const place = await placeWithKey();
  await writeFile(place.path('plain'), data);
  expect(await place.run([...encrypt, ...more])).toMatchObject({ status: 0, errors: '' });
  return place;
}

/** Names in the working directory, without what init made. */
async function names(place: Workplace): Promise<readonly string[]> {
  const made = new Set(['root.key', 'vault', 'audit', 'policies', 'chatelaine.yaml']);
  return (await readdir(place.directory)).filter((name) => !made.has(name)).toSorted();
}

describe('encrypt and decrypt', () => {
  test.each([0, 1, 65_535, 65_536, 65_537, 131_072, 10_485_760])('give back %i bytes', async (size) => {
    const data = randomBytes(size);
    const place = await encrypted(data);
    const sealed = await readFile(place.path('plain.chatelaine'));
    expect(size < 16 || !sealed.includes(data.subarray(0, 16))).toBe(true);
    const ended = await place.run(decrypt);
    expect(ended).toMatchObject({ status: 0, errors: '' });
    expect(ended.output).toMatch(
      new RegExp(`^Decrypted plain.chatelaine to again \\(${size} bytes\\) with key [0-9a-f-]{36}\\.\n$`),
    );
    expect((await readFile(place.path('again'))).equals(data)).toBe(true);
    expect(await names(place)).toEqual(['again', 'plain', 'plain.chatelaine']);
  });

  test('name the output after the input', async () => {
    const place = await encrypted('text');
    await place.run(['decrypt', 'plain.chatelaine', '--force', ...alice]);
    expect(await readFile(place.path('plain'), 'utf8')).toBe('text');
    await writeFile(place.path('other'), await readFile(place.path('plain.chatelaine')));
    const ended = await place.run(['decrypt', 'other', ...alice]);
    expect(ended).toMatchObject({ status: 2, output: '' });
    expect(ended.errors).toContain('Name the output with -o');
  });

  test('make files that only their owner can read', async () => {
    const place = await encrypted('text');
    await place.run(decrypt);
    for (const name of ['plain.chatelaine', 'again']) expect((await stat(place.path(name))).mode & 0o777).toBe(0o600);
  });

  test('tell what they did as one JSON document', async () => {
    const place = await encrypted('text');
    const document = await documentOf(place, ['decrypt', 'plain.chatelaine', '-o', 'again']);
    const key = await documentOf(place, ['key', 'describe', 'alias/first']);
    expect(document).toEqual({ keyId: key['keyId'], input: 'plain.chatelaine', output: 'again', bytes: 4 });
  });

  test('pass data from standard input to standard output', async () => {
    const place = await placeWithKey();
    const data = randomBytes(200_000);
    const sealed = await place.run(['encrypt', '-', '--key', 'alias/first', ...alice], { input: data });
    expect(sealed).toMatchObject({ status: 0, errors: '' });
    const opened = await place.run(['decrypt', '-', ...alice], { input: sealed.outputBytes });
    expect(opened).toMatchObject({ status: 0, errors: '' });
    expect(Buffer.from(opened.outputBytes).equals(data)).toBe(true);
    expect(await readdir(place.temporaryDirectory)).toEqual([]);
  });

  test('with data on standard output put the JSON document on standard error', async () => {
    const place = await placeWithKey();
    const ended = await place.run(['encrypt', '-', '--key', 'alias/first', '--json', ...alice], { input: 'text' });
    expect(JSON.parse(ended.errors)).toMatchObject({ input: '-', output: '-', bytes: ended.outputBytes.length });
    const failed = await place.run(['decrypt', '-', '--json', ...alice], { input: 'no ciphertext' });
    expect(failed).toMatchObject({ status: 6, output: '' });
    expect(JSON.parse(failed.errors)).toMatchObject({ error: { code: 'DecryptFailed' } });
  });

  test('take input that comes byte by byte', async () => {
    const place = await placeWithKey();
    const pieces = [...Buffer.from('piece by piece')].map((byte) => Buffer.of(byte));
    const sealed = await place.run(['encrypt', '-', '--key', 'alias/first', ...alice], {
      input: Readable.from(pieces),
    });
    const input = Readable.from([...sealed.outputBytes].map((byte) => Buffer.of(byte)));
    expect((await place.run(['decrypt', '-', ...alice], { input })).output).toBe('piece by piece');
  });

  test('need the same encryption context, in any order', async () => {
    const place = await encrypted('text', '--context', 'tenant=t-17', '--context', 'note=a=b');
    for (const context of [[], ['tenant=t-18', 'note=a=b'], ['tenant=t-17'], ['tenant=t-17', 'note=a=b', 'more=']]) {
      const ended = await place.run([...decrypt, ...context.flatMap((pair) => ['--context', pair])]);
      expect(ended).toMatchObject({ status: 6, output: '' });
      expect(ended.errors).toContain('[DecryptFailed]');
    }
    expect(await names(place)).toEqual(['plain', 'plain.chatelaine']);
    expect(await place.run([...decrypt, '--context', 'note=a=b', '--context', 'tenant=t-17'])).toMatchObject({
      status: 0,
    });
  });

  test('refuse a key that is not the key of the ciphertext', async () => {
    const place = await encrypted('text');
    await place.run(['key', 'create', '--alias', 'alias/second', ...alice]);
    expect(await place.run([...decrypt, '--key', 'alias/second'])).toMatchObject({ status: 6 });
    expect(await names(place)).toEqual(['plain', 'plain.chatelaine']);
    expect(await place.run([...decrypt, '--key', 'alias/first'])).toMatchObject({ status: 0 });
  });
});

const flip = (at: (length: number) => number) => (sealed: Buffer) => {
  const index = at(sealed.length);
  sealed.writeUInt8(sealed.readUInt8(index) ^ 1, index);
  return sealed;
};

describe('a ciphertext that is not whole leaves no output and what was there before', () => {
  test.each<readonly [string, (sealed: Buffer) => Uint8Array]>([
    ['changed in its first byte', flip(() => 0)],
    ['changed in its header', flip(() => 60)],
    ['changed in its first segment', flip(() => 1_000)],
    ['changed in its last segment', flip((length) => length - 100)],
    ['changed in its last byte', flip((length) => length - 1)],
    ['empty', () => new Uint8Array()],
    ['cut off in its header', (sealed) => sealed.subarray(0, 100)],
    ['cut off by one byte', (sealed) => sealed.subarray(0, -1)],
    ['cut off after a segment', (sealed) => sealed.subarray(0, 131 + 65_552)],
    ['with something after its end', (sealed) => Buffer.concat([sealed, Buffer.of(0)])],
    [
      'with two segments exchanged',
      (sealed) =>
        Buffer.concat([
          sealed.subarray(0, 131),
          sealed.subarray(65_683, 131_235),
          sealed.subarray(131, 65_683),
          sealed.subarray(131_235),
        ]),
    ],
  ])('%s', async (_, change) => {
    const place = await encrypted(randomBytes(150_000));
    const path = place.path('plain.chatelaine');
    await writeFile(path, change(await readFile(path)));
    await writeFile(place.path('again'), 'what was there before');
    const ended = await place.run([...decrypt, '--force']);
    expect(ended).toMatchObject({ status: 6, output: '' });
    expect(ended.errors).toContain('[DecryptFailed]');
    expect(await readFile(place.path('again'), 'utf8')).toBe('what was there before');
    expect(await names(place)).toEqual(['again', 'plain', 'plain.chatelaine']);
    const toOutput = await place.run(['decrypt', 'plain.chatelaine', '-o', '-', ...alice]);
    expect(toOutput).toMatchObject({ status: 6, output: '' });
    expect(await readdir(place.temporaryDirectory)).toEqual([]);
  });
});

describe('an output that exists', () => {
  test('is not replaced without --force', async () => {
    const place = await encrypted('text');
    await writeFile(place.path('again'), 'what was there before');
    const ended = await place.run(decrypt);
    expect(ended).toMatchObject({ status: 1, output: '' });
    expect(ended.errors).toContain('again exists already');
    expect(ended.errors).toContain('[OutputExists]');
    expect(await readFile(place.path('again'), 'utf8')).toBe('what was there before');
    expect(await place.run([...decrypt, '--force'])).toMatchObject({ status: 0 });
    expect(await readFile(place.path('again'), 'utf8')).toBe('text');
  });

  test('is not replaced if it appears meanwhile', async () => {
    const place = await placeWithKey();
    const input = new PassThrough();
    const running = place.run(['encrypt', '-', '-o', 'again', '--key', 'alias/first', ...alice], { input });
    input.write('first part');
    await writeFile(place.path('again'), 'of somebody else');
    input.end('second part');
    expect(await running).toMatchObject({ status: 1 });
    expect(await readFile(place.path('again'), 'utf8')).toBe('of somebody else');
    expect(await names(place)).toEqual(['again']);
  });

  test('is never replaced if it is no plain file', async () => {
    const place = await encrypted('text');
    await mkdir(place.path('folder'));
    await symlink(place.path('plain'), place.path('link'));
    for (const name of ['folder', 'link', '/dev/null']) {
      const ended = await place.run(['decrypt', 'plain.chatelaine', '-o', name, '--force', ...alice]);
      expect(ended).toMatchObject({ status: 1, output: '' });
      expect(ended.errors).toContain('is not a plain file');
    }
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });
});

describe('files that can not be used', () => {
  test('are told with their names', async () => {
    const place = await placeWithKey();
    await mkdir(place.path('folder'));
    await writeFile(place.path('plain'), 'text');
    const missing = await place.run(['encrypt', 'missing', '--key', 'alias/first', ...alice]);
    expect(missing).toMatchObject({ status: 1, output: '' });
    expect(missing.errors).toContain("Can't read missing: it does not exist. [FileUnavailable]");
    const folder = await place.run(['encrypt', 'folder', '--key', 'alias/first', ...alice]);
    expect(folder.errors).toContain("Can't read folder: it is a folder. [FileUnavailable]");
    const nowhere = await place.run([...encrypt, '-o', 'no/where']);
    expect(nowhere.errors).toContain("Can't write no/where: the folder no does not exist. [FileUnavailable]");
    expect(await names(place)).toEqual(['folder', 'plain']);
  });

  test('fail the command when they break in the middle', async () => {
    const place = await placeWithKey();
    const failure = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(100_000);
      throw failure;
    };
    const ended = await place.run(['encrypt', '-', '-o', 'out', '--key', 'alias/first', ...alice], {
      input: Readable.from(broken()),
    });
    expect(ended).toMatchObject({ status: 1, output: '' });
    expect(ended.errors).toContain("Can't read -: the system says EIO. [FileUnavailable]");
    expect(await names(place)).toEqual([]);
  });
});

describe('an interruption', () => {
  test('leaves nothing behind and ends with 130', async () => {
    const place = await encrypted(randomBytes(100_000));
    const sealed = await readFile(place.path('plain.chatelaine'));
    for (const argv of [
      ['encrypt', '-', '-o', 'out', '--key', 'alias/first', ...alice],
      ['decrypt', '-', '-o', 'out', ...alice],
      ['decrypt', '-', ...alice],
    ]) {
      const controller = new AbortController();
      const input = new PassThrough();
      const running = place.run(argv, { input, interruption: controller.signal });
      input.write(sealed.subarray(0, 80_000));
      await vi.waitFor(async () => {
        const waiting = [...(await names(place)), ...(await readdir(place.temporaryDirectory))];
        expect(argv.includes('out') ? waiting.some((name) => name.endsWith('.tmp')) : input.readableLength === 0).toBe(
          true,
        );
      });
      controller.abort(new Interruption('SIGINT'));
      const ended = await running;
      expect(ended).toMatchObject({ status: 130, output: '' });
      expect(ended.errors).toContain('[Interrupted]');
      expect(await names(place)).toEqual(['plain', 'plain.chatelaine']);
      expect(await readdir(place.temporaryDirectory)).toEqual([]);
    }
    expect(await place.run(decrypt)).toMatchObject({ status: 0 });
  });

  test('in the middle of a file ends the command the same way', async () => {
    const place = await encrypted(randomBytes(3_000_000));
    for (const argv of [
      ['encrypt', 'plain', '-o', '-', '--key', 'alias/first', ...alice],
      ['decrypt', 'plain.chatelaine', '-o', '-', ...alice],
    ]) {
      const controller = new AbortController();
      let written = 0;
      const output = new Writable({
        write(chunk: Uint8Array, _, done) {
          written += chunk.length;
          if (written > 100_000) controller.abort(new Interruption('SIGINT'));
          done();
        },
      });
      expect(await place.run(argv, { output, interruption: controller.signal })).toMatchObject({ status: 130 });
      expect(written).toBeLessThan(1_000_000);
    }
    expect(await readdir(place.temporaryDirectory)).toEqual([]);
  });
});
