import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Level } from 'level';
import { afterAll, describe, expect, test } from 'vitest';
import { LevelKeyStore } from '../src/index.ts';
import { TemporaryDirectories } from './level-subject.ts';

const directories = new TemporaryDirectories();
afterAll(() => directories.remove());

/** A store whose directory holds these bytes at the path `a`. */
async function storeWith(bytes: Uint8Array): Promise<LevelKeyStore> {
  const directory = await directories.make();
  const level = new Level<string, Uint8Array>(directory, { valueEncoding: 'view' });
  await level.put('a', bytes);
  await level.close();
  return LevelKeyStore.open(directory);
}

describe('a Level store', () => {
  test('makes its directory, and those above, for its owner alone', async () => {
    const parent = join(await directories.make(), 'one');
    const directory = join(parent, 'two');
    await (await LevelKeyStore.open(directory)).close();
    expect((await stat(parent)).mode & 0o777).toBe(0o700);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  test('leaves the mode of a directory alone that exists', async () => {
    const directory = await directories.make();
    await chmod(directory, 0o750);
    await (await LevelKeyStore.open(directory)).close();
    expect((await stat(directory)).mode & 0o777).toBe(0o750);
  });

  test('is unavailable, with the cause, where a file lies instead of a directory', async () => {
    const file = join(await directories.make(), 'file');
    await writeFile(file, '');
    await expect(LevelKeyStore.open(file)).rejects.toMatchObject({
      code: 'StoreUnavailable',
      cause: { code: 'EEXIST' },
    });
  });

  test('is unavailable, with the cause, if its files are damaged, and is not locked by the attempt', async () => {
    const directory = await directories.make();
    await (await LevelKeyStore.open(directory)).close();
    await rm(join(directory, 'CURRENT'));
    await mkdir(join(directory, 'CURRENT'));
    const failure = { code: 'StoreUnavailable', cause: { code: 'LEVEL_DATABASE_NOT_OPEN' } };
    await expect(LevelKeyStore.open(directory)).rejects.toMatchObject(failure);
    await expect(LevelKeyStore.open(directory)).rejects.toMatchObject(failure);
  });

  test('is unavailable when it was closed', async () => {
    const store = await LevelKeyStore.open(await directories.make());
    await store.close();
    await expect(store.get('a')).rejects.toMatchObject({ code: 'StoreUnavailable' });
    await expect(store.list('', undefined, 1)).rejects.toMatchObject({ code: 'StoreUnavailable' });
    await expect(store.commit([{ path: 'a', expected: 0, value: null }])).rejects.toMatchObject({
      code: 'StoreUnavailable',
    });
  });

  test('acknowledges what was committed just before it was closed', async () => {
    const directory = await directories.make();
    const store = await LevelKeyStore.open(directory);
    const commit = store.commit([{ path: 'a', expected: 0, value: Buffer.from('a') }]);
    await store.close();
    await commit;
    const again = await LevelKeyStore.open(directory);
    expect(await again.get('a')).toMatchObject({ revision: 1 });
    await again.close();
  });

  test.each([
    ['nothing', []],
    ['less than a header', [1, 0, 0, 0, 0, 0]],
    ['an unknown state', [2, 0, 0, 0, 0, 0, 1]],
    ['revision 0', [1, 0, 0, 0, 0, 0, 0, 65]],
    ['a deletion with a value', [0, 0, 0, 0, 0, 0, 1, 65]],
  ])('says StoreTampered of a record that is %s', async (_what, bytes) => {
    const store = await storeWith(Uint8Array.from(bytes));
    const tampered = { code: 'StoreTampered' };
    await expect(store.get('a')).rejects.toMatchObject(tampered);
    await expect(store.list('', undefined, 10)).rejects.toMatchObject(tampered);
    await expect(store.commit([{ path: 'a', expected: 1, value: null }])).rejects.toMatchObject(tampered);
    await store.close();
  });

  test('keeps revisions beyond 32 bits', async () => {
    const store = await storeWith(Uint8Array.from([1, 0, 1, 0, 0, 0, 5, 65]));
    expect(await store.get('a')).toEqual({ path: 'a', revision: 2 ** 32 + 5, value: Uint8Array.of(65) });
    await store.commit([{ path: 'a', expected: 2 ** 32 + 5, value: null }]);
    expect(await store.get('a')).toEqual({ path: 'a', revision: 2 ** 32 + 6, value: null });
    await store.close();
  });

  test('gives arrays of its own: changing one changes nothing in the store', async () => {
    const store = await LevelKeyStore.open(await directories.make());
    await store.commit([{ path: 'a', expected: 0, value: Buffer.from('kept') }]);
    (await store.get('a'))?.value?.fill(0);
    (await store.list('', undefined, 1))[0]?.value.fill(0);
    expect(await store.get('a')).toEqual({ path: 'a', revision: 1, value: new Uint8Array(Buffer.from('kept')) });
    await store.close();
  });
});
