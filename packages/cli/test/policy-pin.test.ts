import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Workplace } from './command.ts';
import { alice, documentOf, placeWithKey } from './vault-place.ts';

const policy = `policy: chatelaine/v1
name: tests
rules:
  - id: use
    effect: allow
    who: [role:service]
    actions: [kms:cmk:get]
    keys: [alias/first, alias/missing, alias/team/*]
    reason: For the tests of the command
`;

async function place(): Promise<{ readonly place: Workplace; readonly keyId: string }> {
  const made = await placeWithKey();
  await mkdir(made.path('rules'));
  await writeFile(made.path('rules', 'a.policy.yaml'), policy);
  const { keyId } = await documentOf(made, ['key', 'describe', 'alias/first']);
  return { place: made, keyId: String(keyId) };
}

const pin = ['policy', 'pin', 'rules', ...alice];

describe('policy pin', () => {
  test('writes which key each alias of an allow leads to, and tells what changed since', async () => {
    const { place: at, keyId } = await place();
    const file = at.path('rules', 'policy.lock.json');
    const unknown = '? alias/missing: this principal sees no key of this name\n';
    const unpinned = await at.run([...pin, '--check', '--json']);
    expect(unpinned.status).toBe(1);
    expect(JSON.parse(unpinned.output)).toMatchObject({
      error: { code: 'NotPinned', message: expect.stringContaining('there is no such file yet') as string },
    });
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    expect(await at.run(pin)).toMatchObject({
      status: 0,
      errors: '',
      output: `+ alias/first → ${keyId}\n${unknown}rules/policy.lock.json: 1 alias, 1 change.\n`,
    });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      lock: 'chatelaine/v1',
      aliases: { 'alias/first': keyId },
    });
    expect(await at.run([...pin, '--check'])).toMatchObject({
      status: 0,
      output: `${unknown}rules/policy.lock.json: 1 alias, nothing changed.\n`,
    });

    const other = await documentOf(at, ['key', 'create', '--alias', 'alias/team/one']);
    await at.run(['alias', 'associate', 'alias/first', String(other['keyId']), ...alice]);
    const before = await readFile(file, 'utf8');
    expect(await at.run([...pin, '--check'])).toMatchObject({
      status: 1,
      output: `! alias/first → ${String(other['keyId'])}, was ${keyId}\n+ alias/team/one → ${String(other['keyId'])}\n${unknown}rules/policy.lock.json: 2 aliases, 2 changes that nobody has pinned.\n`,
    });
    expect(await readFile(file, 'utf8')).toBe(before);
    const { changes } = await documentOf(at, ['policy', 'pin', 'rules']);
    expect(changes).toMatchObject([{ kind: 'moved' }, { kind: 'new' }]);
    expect(await at.run([...pin, '--check'])).toMatchObject({ status: 0 });
  });

  test('lint tells what is not pinned, once something is', async () => {
    const { place: at } = await place();
    const lint = ['policy', 'lint', 'rules'];
    expect(await at.run(lint)).toMatchObject({ status: 0 });
    await at.run(pin);
    expect(await at.run(lint)).toMatchObject({
      status: 4,
      output: expect.stringMatching(/^rules\/a\.policy\.yaml:8:25 warning P402 alias\/missing is not pinned/) as string,
    });
    await writeFile(at.path('rules', 'policy.lock.json'), '{}');
    expect(await at.run(lint)).toMatchObject({ status: 3, output: '' });
  });
});
