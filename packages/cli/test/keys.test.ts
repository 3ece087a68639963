import { describe, expect, test } from 'vitest';
import { alice, documentOf, placeWithKey, placeWithPolicy } from './vault-place.ts';

describe('key', () => {
  test('create makes a key as asked for and describe tells it', async () => {
    const place = await placeWithPolicy();
    const options = [
      '--alias',
      'alias/payments',
      '--description',
      'For payments',
      '--tag',
      'env=prod',
      '--tag',
      'note=a:b',
    ];
    const created = await documentOf(place, ['key', 'create', ...options]);
    expect(created).toMatchObject({
      aliases: ['alias/payments'],
      description: 'For payments',
      tags: { env: 'prod', note: 'a:b' },
      keySpec: 'AES_256',
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'kms',
      state: 'ENABLED',
    });
    const { aliasUrns, keyId, urn } = created as { aliasUrns: string[]; keyId: string; urn: string };
    const encryptions = { made: 0, limit: 2 ** 48, nearLimit: false };
    for (const name of [keyId, 'alias/payments', urn, ...aliasUrns]) {
      expect(await documentOf(place, ['key', 'describe', name])).toEqual({ ...created, encryptions });
    }
    const told = await place.run(['key', 'describe', keyId, ...alice]);
    expect(told).toMatchObject({ status: 0, errors: '' });
    for (const line of [
      `Key id        ${keyId}`,
      `URN           ${urn}`,
      'Aliases       alias/payments',
      'Description   For payments',
      'Encryptions   0 of at most 281474976710656 by this version',
    ]) {
      expect(told.output.replaceAll(/ +/g, ' ')).toContain(line.replaceAll(/ +/g, ' '));
    }
    expect(told.output).toMatch(/^Tags +env=prod\n +note=a:b$/m);
  });

  test('list shows every key in aligned columns', async () => {
    const place = await placeWithPolicy();
    expect((await place.run(['key', 'list', ...alice])).output).toBe(
      'There is no such key that this principal may see.\n',
    );
    const ids: string[] = [];
    for (const alias of ['alias/a', 'alias/a-longer-one', 'alias/b']) {
      ids.push(String((await documentOf(place, ['key', 'create', '--alias', alias]))['keyId']));
    }
    const listed = (await documentOf(place, ['key', 'list'])) as { keys: { keyId: string }[]; complete: boolean };
    expect(listed.complete).toBe(true);
    expect(listed.keys.map(({ keyId }) => keyId).toSorted()).toEqual(ids.toSorted());
    const { errors, output, status } = await place.run(['key', 'list', ...alice]);
    expect({ errors, status }).toEqual({ errors: '', status: 0 });
    const lines = output.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^KEY ID +STATE +SPEC +ALIASES +CREATED$/);
    const columns = lines.map((line) => [
      line.search(/STATE|ENABLED/),
      line.search(/SPEC|AES/),
      line.search(/ALIASES|alias/),
    ]);
    expect(new Set(columns.map(String)).size).toBe(1);
    expect(lines.every((line) => line === line.trimEnd())).toBe(true);
  });

  test('list stops at --limit and says so', async () => {
    const place = await placeWithPolicy();
    for (let round = 0; round < 3; round += 1) await place.run(['key', 'create', ...alice]);
    const ended = await place.run(['key', 'list', '--limit', '2', ...alice]);
    expect(ended.output.trimEnd().split('\n')).toHaveLength(3);
    expect(ended.errors).toContain('There are more keys');
    expect(await documentOf(place, ['key', 'list', '--limit', '2'])).toMatchObject({ complete: false });
    expect(await documentOf(place, ['key', 'list', '--limit', '3'])).toMatchObject({ complete: true });
  });

  test('list and find narrow to what the options say', async () => {
    const place = await placeWithPolicy();
    const ids: string[] = [];
    for (const tags of [['env=prod', 'team=red'], ['env=test', 'team=red'], ['env=prod'], []]) {
      const created = await documentOf(place, ['key', 'create', ...tags.flatMap((tag) => ['--tag', tag])]);
      ids.push(String(created['keyId']));
    }
    const keysOf = async (...argv: string[]): Promise<number[]> => {
      const { keys } = (await documentOf(place, ['key', ...argv])) as { keys: { keyId: string }[] };
      return keys.map(({ keyId }) => ids.indexOf(keyId)).toSorted((a, b) => a - b);
    };
    expect(await keysOf('list', '--spec', 'AES_256', '--state', 'ENABLED', '--usage', 'ENCRYPT_DECRYPT')).toEqual([
      0, 1, 2, 3,
    ]);
    expect(await keysOf('list', '--state', 'DISABLED')).toEqual([]);
    await place.run(['key', 'disable', ids[1] ?? '', ...alice]);
    expect(await keysOf('list', '--state', 'DISABLED')).toEqual([1]);
    await place.run(['key', 'enable', ids[1] ?? '', ...alice]);
    expect(await keysOf('list', '--origin', 'external')).toEqual([]);
    expect(await keysOf('list', '--tag', 'env=prod')).toEqual([0, 2]);
    for (const command of ['list', 'find']) {
      expect(await keysOf(command, '--tag', 'env=prod', '--tag', 'env=test')).toEqual([0, 1, 2]);
      expect(await keysOf(command, '--tag', 'env=prod', '--tag', 'team=red')).toEqual([0]);
    }
    const table = await place.run(['key', 'find', '--tag', 'env=prod', '--limit', '1', ...alice]);
    expect(table.output).toMatch(/^KEY ID +STATE +SPEC +ALIASES +CREATED\n/);
    expect(table.errors).toContain('There are more keys');
    expect(await place.run(['key', 'find', ...alice])).toMatchObject({ status: 2 });
    expect(await place.run(['key', 'list', '--tag', 'env', ...alice])).toMatchObject({ status: 2 });
    expect(await place.run(['key', 'list', '--state', 'LOST', ...alice])).toMatchObject({ status: 2 });
  });

  test('shows nothing of a terminal sequence that somebody put into a description', async () => {
    const place = await placeWithPolicy();
    const { keyId } = (await documentOf(place, [
      'key',
      'create',
      '--description',
      'a\u001B]0;title\u0007b\u202Ec',
    ])) as { keyId: string };
    const { output } = await place.run(['key', 'describe', keyId, ...alice]);
    expect(output).toContain('a\\u001b]0;title\\u0007b\\u202ec');
    expect(output).not.toContain('\u001B');
  });
});

describe('alias', () => {
  test('create, associate, list and delete change what an alias names', async () => {
    const place = await placeWithKey();
    const { keyId: first } = (await documentOf(place, ['key', 'describe', 'alias/first'])) as { keyId: string };
    const { keyId: second } = (await documentOf(place, ['key', 'create', '--alias', 'alias/second'])) as {
      keyId: string;
    };
    expect(await documentOf(place, ['alias', 'create', 'alias/more', 'alias/first'])).toMatchObject({
      alias: 'alias/more',
      keyId: first,
    });
    expect(await documentOf(place, ['alias', 'associate', 'alias/more', second])).toMatchObject({
      alias: 'alias/more',
      keyId: second,
    });
    const { aliases } = (await documentOf(place, ['alias', 'list'])) as { aliases: { alias: string; keyId: string }[] };
    expect(
      aliases.map(({ alias, keyId }) => [alias, keyId]).toSorted(([a = ''], [b = '']) => a.localeCompare(b)),
    ).toEqual([
      ['alias/first', first],
      ['alias/more', second],
      ['alias/second', second],
    ]);
    const ofSecond = (await documentOf(place, ['alias', 'list', '--key', second])) as { aliases: { alias: string }[] };
    expect(ofSecond.aliases.map(({ alias }) => alias).toSorted()).toEqual(['alias/more', 'alias/second']);
    const table = await place.run(['alias', 'list', '--key', first, ...alice]);
    expect(table.output).toMatch(new RegExp(`^ALIAS +KEY ID +ASSOCIATED\nalias/first +${first} +20`));
    const deleted = await place.run(['alias', 'delete', 'alias/more', ...alice]);
    expect(deleted).toMatchObject({ status: 0, output: `Deleted alias/more; the key ${second} stays.\n` });
    expect(await place.run(['key', 'describe', 'alias/more', ...alice])).toMatchObject({ status: 5 });
    expect((await place.run(['alias', 'list', '--limit', '1', ...alice])).errors).toContain('There are more aliases');
  });
});

describe('tag', () => {
  test('add, list and remove change the tags of a key', async () => {
    const place = await placeWithKey();
    const { keyId } = await documentOf(place, ['key', 'describe', 'alias/first']);
    expect(await documentOf(place, ['tag', 'add', 'alias/first', 'env=prod', 'team=red', 'empty='])).toEqual({
      keyId,
      tags: { empty: '', env: 'prod', team: 'red' },
    });
    expect(await documentOf(place, ['tag', 'add', 'alias/first', 'env=test'])).toMatchObject({ tags: { env: 'test' } });
    const table = await place.run(['tag', 'list', 'alias/first', ...alice]);
    expect(table).toMatchObject({ status: 0, errors: '' });
    expect(table.output.replaceAll(/ +/g, ' ')).toBe('KEY VALUE\nempty\nenv test\nteam red\n');
    const removed = await documentOf(place, ['tag', 'remove', 'alias/first', 'env', 'team', 'never']);
    expect(removed).toEqual({ keyId, tags: { empty: '' } });
    await place.run(['tag', 'remove', 'alias/first', 'empty', ...alice]);
    expect((await place.run(['tag', 'list', 'alias/first', ...alice])).output).toBe('The key has no tags.\n');
    expect(await place.run(['tag', 'add', 'alias/first', 'env', ...alice])).toMatchObject({ status: 2 });
    expect(await place.run(['tag', 'add', 'alias/first', 'a=1', 'a=2', ...alice])).toMatchObject({ status: 2 });
    expect(await place.run(['tag', 'add', 'alias/missing', 'a=1', ...alice])).toMatchObject({ status: 5 });
  });
});
