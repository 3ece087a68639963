import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { containing } from './containing.ts';
import { createPrivateFile, exposure } from '../src/private-file.ts';
import { openRootKey, scratchDirectory, validate } from './registered.ts';

const keyText = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const line = `chatelaine-root-key-1 ${keyText}\n`;
const none = new Uint8Array(0);
const secret = Uint8Array.of(9, 8, 7);

let scratch: ReturnType<typeof scratchDirectory>;
let path: string;
beforeEach(() => {
  scratch = scratchDirectory();
  path = join(scratch.path, 'root.key');
});
afterEach(() => {
  vi.unstubAllEnvs();
  scratch.remove();
});

const open = (newVault = false, file = './root.key') =>
  openRootKey('key-file', { path: file }, { baseDirectory: scratch.path, newVault });

function write(content: string | Uint8Array, mode = 0o600): void {
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
}

describe('a key file', () => {
  test('is made with a new vault: one line, mode 0600, and nothing beside it', async () => {
    const rootKey = await open(true);
    expect(statSync(path).mode & 0o7777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toMatch(/^chatelaine-root-key-1 [A-Za-z0-9_-]{43}\n$/);
    expect(readdirSync(scratch.path)).toEqual(['root.key']);
    const wrapped = await rootKey.wrap(secret, none);
    expect(await (await open()).unwrap(wrapped, none)).toEqual(secret);
    expect(rootKey.description).toBe('key file ./root.key');
  });

  test('is another one for each vault', async () => {
    const wrapped = await (await open(true)).wrap(secret, none);
    const other = await open(true, './other.key');
    await expect(other.unwrap(wrapped, none)).rejects.toMatchObject({ code: 'RootKeyRejected' });
  });

  test('is found by an absolute path too', async () => {
    write(line);
    expect((await open(false, path)).description).toBe(`key file ${path}`);
  });

  test('may be stricter than 0600, and may lack the line break or have that of Windows', async () => {
    for (const content of [line, line.trimEnd(), line.replace('\n', '\r\n')]) {
      write(content, 0o400);
      expect(await (await open()).wrap(secret, none)).toBeInstanceOf(Uint8Array);
      chmodSync(path, 0o600);
    }
  });

  test('holds the same kind of key as the environment', async () => {
    write(line);
    vi.stubEnv('CHATELAINE_ROOT_KEY', keyText);
    const wrapped = await (await open()).wrap(secret, none);
    expect(await (await openRootKey('environment', {})).unwrap(wrapped, none)).toEqual(secret);
  });

  test('that exists is used for a new vault and not overwritten', async () => {
    write(line);
    await open(true);
    expect(readFileSync(path, 'utf8')).toBe(line);
  });

  test('is made once when several make it at the same time, and all have the same key', async () => {
    const rootKeys = await Promise.all(Array.from({ length: 16 }, () => open(true)));
    const wrapped = await Promise.all(rootKeys.map((rootKey) => rootKey.wrap(secret, none)));
    for (const rootKey of rootKeys) {
      for (const each of wrapped) expect(await rootKey.unwrap(each, none)).toEqual(secret);
    }
    expect(readdirSync(scratch.path)).toEqual(['root.key']);
  });

  test('that another process made a moment before is not overwritten', async () => {
    await createPrivateFile(path, 'first');
    await createPrivateFile(path, 'second');
    expect(readFileSync(path, 'utf8')).toBe('first');
    expect(readdirSync(scratch.path)).toEqual(['root.key']);
  });

  test('that is missing is not made for a vault that exists', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'RootKeyUnavailable', message: containing(path) });
    expect(existsSync(path)).toBe(false);
  });

  test('is not made in a folder that does not exist', async () => {
    await expect(open(true, './missing/root.key')).rejects.toMatchObject({
      code: 'RootKeyUnavailable',
      message: containing('Its folder must exist'),
      cause: { code: 'ENOENT' },
    });
  });

  test('below something that is no folder is an error', async () => {
    write(line);
    await expect(open(true, './root.key/root.key')).rejects.toMatchObject({ code: 'RootKeyUnavailable' });
  });

  test.each([0o644, 0o640, 0o604, 0o620, 0o602, 0o700, 0o601, 0o4600])(
    'of mode %o is refused with the command that mends it',
    async (mode) => {
      write(line, mode);
      await expect(open(true)).rejects.toMatchObject({
        code: 'RootKeyExposed',
        message: containing(`chmod 600 ${path}`),
      });
    },
  );

  test('that is a symbolic link is refused, even if what it points to is in order', async () => {
    write(line);
    symlinkSync(path, join(scratch.path, 'link.key'));
    await expect(open(true, './link.key')).rejects.toMatchObject({ code: 'RootKeyExposed' });
  });

  test('is not made through a symbolic link that points nowhere', async () => {
    symlinkSync(path, join(scratch.path, 'link.key'));
    await expect(open(true, './link.key')).rejects.toMatchObject({ code: 'RootKeyExposed' });
    expect(readdirSync(scratch.path)).toEqual(['link.key']);
  });

  test('that is a folder or a pipe is refused without waiting', async () => {
    mkdirSync(path, { mode: 0o700 });
    await expect(open(true)).rejects.toMatchObject({ code: 'RootKeyExposed' });
    execFileSync('sh', ['-c', 'mkfifo -m 600 "$0"', join(scratch.path, 'pipe')]);
    await expect(open(true, './pipe')).rejects.toMatchObject({ code: 'RootKeyExposed' });
  });

  test.each([
    ['empty', ''],
    ['only a line break', '\n'],
    ['a key without the prefix', `${keyText}\n`],
    ['a later format', line.replace('-1 ', '-2 ')],
    ['a key that is too short', line.replace('AA', '')],
    ['a key that is too long', line.replace('AA', 'AAAA')],
    ['another alphabet', line.replace('AA', '+/')],
    ['bits after the end of the key', line.replace('h8\n', 'h9\n')],
    ['two lines', `${line}${line}`],
    ['an empty line after it', `${line}\n`],
    ['a space after it', line.replace('\n', ' \n')],
    ['a lot more', line.padEnd(1_000_000, ' ')],
  ])('that holds %s is refused, kept, and not shown', async (_what, content) => {
    write(content);
    const error: unknown = await open(true).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'RootKeyUnavailable', message: containing('not a key file') });
    expect(inspect(error, { depth: 9 })).not.toContain(keyText.slice(4, 30));
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test('of random bytes is refused', async () => {
    write(Uint8Array.from({ length: 66 }, (_, index) => (index * 37) % 256));
    await expect(open()).rejects.toMatchObject({ code: 'RootKeyUnavailable' });
  });

  test.each([[{}], [{ path: '' }], [{ path: 1 }], [{ path: 'a', mode: 0o600 }], [null], ['./root.key']])(
    'has closed options: %j is refused',
    async (options) => {
      expect((await validate('key-file', options)).issues).toHaveLength(1);
    },
  );
});

describe('exposure', () => {
  const status = (mode: number, uid: number, isFile = true) => ({ mode, uid, isFile: () => isFile }) as Stats;

  test('finds a file of another user, root not excepted', () => {
    expect(exposure('./root.key', status(0o100600, 1000), 1000)).toBeUndefined();
    expect(exposure('./root.key', status(0o100600, 0), 1000)).toContain('another user');
    expect(exposure('./root.key', status(0o100600, 1000), 0)).toContain('another user');
  });

  test('asks for a regular file only where owners and modes say nothing', () => {
    expect(exposure('./root.key', status(0o100666, 0), undefined)).toBeUndefined();
    expect(exposure('./root.key', status(0o040700, 0, false), undefined)).toContain('not a regular file');
  });
});
