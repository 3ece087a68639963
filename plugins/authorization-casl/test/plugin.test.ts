import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authorizer, Factory, PluginHost, Policy } from '@chatelaine/core';
import { casl, type CaslOptions } from '@chatelaine/authorization-casl';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allow, decide, document, here, keyA } from './policy-under-test.ts';

type CaslFactory = Factory<CaslOptions, Authorizer>;

async function registered(): Promise<Map<string, CaslFactory>> {
  const factories = new Map<string, CaslFactory>();
  const host = { authorizer: (name: string, factory: CaslFactory) => factories.set(name, factory) };
  await casl().setup(host as unknown as PluginHost);
  return factories;
}

async function theFactory(): Promise<CaslFactory> {
  const factory = (await registered()).get('casl');
  if (factory === undefined) throw new Error('The plugin registers no authorizer called casl.');
  return factory;
}

test('the plugin registers one authorizer, casl', async () => {
  expect(casl()).toMatchObject({ name: '@chatelaine/authorization-casl', apiVersion: 1 });
  expect([...(await registered()).keys()]).toEqual(['casl']);
});

describe('the options', () => {
  const validate = async (value: unknown): Promise<readonly string[] | object> => {
    const result = await (await theFactory()).options['~standard'].validate(value);
    return result.issues === undefined ? result.value : result.issues.map(({ message }) => message);
  };

  test.each([[{}], [{ policies: './policies' }]])('%o are taken', async (options) => {
    expect(await validate(options)).toEqual(options);
  });

  test.each([
    [{ policies: '' }],
    [{ policies: 7 }],
    [{ policies: undefined }],
    [{ policies: null }],
    [{ policies: 'a\0b' }],
    [{ policies: 'a'.repeat(4_097) }],
    [{ policy: './policies' }],
    [{ policies: './policies', rules: [] }],
    [undefined],
    ['./policies'],
  ])('%o are refused', async (options) => {
    expect(await validate(options)).toEqual([expect.any(String)]);
  });
});

describe('an authorizer', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chatelaine-casl-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (options: CaslOptions): Promise<Authorizer> =>
    (await theFactory()).open(options, { ...here, baseDirectory: folder });
  const write = (name: string, text: string): void => {
    mkdirSync(join(folder, 'policies', 'deep'), { recursive: true });
    writeFileSync(join(folder, 'policies', name), text);
  };
  const rule = allow(['user:alice'], ['kms:cmk:decryptData'], [`kms:${here.region}:${here.domainId}:KeyId:${keyA}`]);

  test('without a folder brings no policy and compiles what the vault gives it', async () => {
    const authorizer = await open({});
    expect(authorizer.policy).toBeUndefined();
    expect(decide(await authorizer.compile([document('test', [rule])]))).toBe('allow test/rule-1');
  });

  test('with a folder brings the policy of its files, relative to the base directory', async () => {
    write('deep/a.policy.json', document('test', [rule]).text);
    const policy = (await open({ policies: './policies' })).policy as Policy;
    expect(decide(policy)).toBe('allow test/rule-1');
    expect(decide((await open({ policies: join(folder, 'policies') })).policy as Policy)).toBe('allow test/rule-1');
  });

  test('does not open on a folder of which one file is wrong', async () => {
    write('deep/a.policy.json', document('test', [rule]).text);
    write('b.policy.yaml', 'policy: chatelaine/v1\nname: b\nrule: []\n');
    const opening = open({ policies: 'policies' });
    await expect(opening).rejects.toMatchObject({ code: 'InvalidPolicy' });
    await expect(opening).rejects.toThrow(
      'b.policy.yaml:3:1 a policy document has no member "rule"; did you mean "rules"?',
    );
  });

  test('does not open on a folder that does not exist or holds no policy', async () => {
    await expect(open({ policies: 'policies' })).rejects.toMatchObject({ code: 'InvalidArgument' });
    mkdirSync(join(folder, 'policies'));
    await expect(open({ policies: 'policies' })).rejects.toMatchObject({ code: 'InvalidPolicy' });
  });

  test('compiles nothing of a bundle of which one part is wrong, and what was compiled stays in force', async () => {
    const authorizer = await open({});
    const before = await authorizer.compile([document('test', [rule])]);
    const wrong = document('other', [{ ...rule, actions: ['kms:cmk:Decrypt'] }]);
    expect(() => authorizer.compile([document('test', [rule]), wrong])).toThrow('did you mean "kms:cmk:decryptData"?');
    expect(decide(before)).toBe('allow test/rule-1');
  });
});
