import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authorizer, Factory, PluginHost, Policy } from '@chatelaine/core';
import { casl, type CaslOptions } from '@chatelaine/authorization-casl';
import { buildPolicyBundle, formatPolicyBundle, signPolicyBundle } from '@chatelaine/policy';
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

  test.each([
    [{}],
    [{ policies: './policies' }],
    [{ policies: './a.bundle.json', publicKeys: ['./key.pem'], minimumVersion: 7 }],
  ])('%o are taken', async (options) => {
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
    [{ publicKeys: [] }],
    [{ publicKeys: './key.pem' }],
    [{ publicKeys: [''] }],
    [{ publicKeys: [7] }],
    [{ publicKeys: Array.from({ length: 17 }, () => './key.pem') }],
    [{ minimumVersion: 0 }],
    [{ minimumVersion: 1.5 }],
    [{ minimumVersion: '1' }],
    [{ minimumVersion: 2 ** 32 }],
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

  describe('for bundles that are built', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const built = (version: number, keys: readonly KeyObject[] = []): string =>
      formatPolicyBundle(
        keys.reduce(
          (bundle, key) => signPolicyBundle(bundle, key),
          buildPolicyBundle([document('test', [rule])], version),
        ),
      );
    const bundleFile = (text: string): void => writeFileSync(join(folder, 'policy.bundle.json'), text);

    test('brings the policy of a bundle file, with its version', async () => {
      bundleFile(built(7));
      const policy = (await open({ policies: 'policy.bundle.json' })).policy as Policy;
      expect(policy.version).toBe(7);
      expect(decide(policy)).toBe('allow test/rule-1');
    });

    test('compiles the bundle that the vault gives it', async () => {
      const policy = await (await open({})).compileBundle?.(built(3));
      expect(policy?.version).toBe(3);
      expect(policy && decide(policy)).toBe('allow test/rule-1');
    });

    test('takes nothing but what a configured key signed', async () => {
      writeFileSync(join(folder, 'key.pem'), pem);
      const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
      for (const publicKeys of [[pem], ['key.pem']]) {
        const options = { policies: 'policy.bundle.json', publicKeys };
        bundleFile(built(7, [other, privateKey]));
        expect(decide((await open(options)).policy as Policy)).toBe('allow test/rule-1');
        for (const wrong of [built(7), built(7, [other])]) {
          bundleFile(wrong);
          await expect(open(options)).rejects.toMatchObject({ code: 'PolicyNotTrusted' });
        }
        const following = await open({ publicKeys });
        expect((await following.compileBundle?.(built(1, [privateKey])))?.version).toBe(1);
        expect(() => following.compileBundle?.(built(1))).toThrow('not signed by any of the public keys');
        expect(() => following.compile([document('test', [rule])])).toThrow('Only built bundles are taken');
      }
      write('deep/a.policy.json', document('test', [rule]).text);
      await expect(open({ policies: 'policies', publicKeys: [pem] })).rejects.toMatchObject({
        code: 'PolicyNotTrusted',
      });
    });

    test('takes no lower version than configured', async () => {
      const authorizer = await open({ minimumVersion: 7 });
      expect((await authorizer.compileBundle?.(built(7)))?.version).toBe(7);
      expect(() => authorizer.compileBundle?.(built(6))).toThrow('has version 6; the least that is taken is 7');
      expect(() => authorizer.compile([])).toThrow('Only built bundles are taken');
    });

    test('does not open on a key or a file that is not one', async () => {
      writeFileSync(join(folder, 'private.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
      for (const key of ['missing.pem', 'private.pem', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----']) {
        await expect(open({ publicKeys: [key] })).rejects.toMatchObject({ code: 'InvalidArgument' });
      }
      await expect(open({ policies: 'missing.json' })).rejects.toMatchObject({ code: 'InvalidArgument' });
      await expect(open({ policies: '/dev/null' })).rejects.toMatchObject({ code: 'InvalidArgument' });
      bundleFile(built(7).slice(0, -9));
      await expect(open({ policies: 'policy.bundle.json' })).rejects.toMatchObject({ code: 'InvalidPolicy' });
      bundleFile(' '.repeat(10 * 1_048_576 + 1));
      await expect(open({ policies: 'policy.bundle.json' })).rejects.toMatchObject({ code: 'InvalidPolicy' });
    });
  });

  test('compiles nothing of a bundle of which one part is wrong, and what was compiled stays in force', async () => {
    const authorizer = await open({});
    const before = await authorizer.compile([document('test', [rule])]);
    const wrong = document('other', [{ ...rule, actions: ['kms:cmk:Decrypt'] }]);
    expect(() => authorizer.compile([document('test', [rule]), wrong])).toThrow('did you mean "kms:cmk:decryptData"?');
    expect(decide(before)).toBe('allow test/rule-1');
  });
});
