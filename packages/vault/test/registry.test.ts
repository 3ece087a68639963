import { aes } from '@chatelaine/algorithm-aes';
import {
  type Algorithm,
  definePlugin,
  type KeyStore,
  pluginApiVersion,
  type PluginHost,
  SecretBytes,
  type VaultPlugin,
} from '@chatelaine/core';
import { generated } from '@chatelaine/material-generated';
import { memory } from '@chatelaine/store-memory';
import { openVault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { anyOptions, openWith } from './support/open-with.ts';
import { codeOf, refusal } from './support/refusal.ts';

const algorithm = (changes: object = {}): Algorithm => ({
  keySpec: 'TEST_1',
  usages: ['ENCRYPT_DECRYPT'],
  suites: [1],
  algorithmNames: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
  materialForm: 'raw',
  provider: { name: 'test', timing: 'best-effort' },
  execution: 'inline',
  generate: () => SecretBytes.take(new Uint8Array(32)),
  parse: (material: SecretBytes) => material.use((bytes) => SecretBytes.take(new Uint8Array(bytes))),
  load: () => ({ dispose: () => undefined }),
  ...changes,
});

/** What a plugin is given, for plugins that register anything. */
interface LooseHost {
  keyStore(name: unknown, factory: unknown): void;
  rootKey(name: unknown, factory: unknown): void;
  authorizer(name: unknown, factory: unknown): void;
  auditSink(name: unknown, factory: unknown): void;
  algorithm(algorithm: unknown): void;
  materialSource(source: unknown): void;
}

function plugin(setup: (host: LooseHost) => void | Promise<void>, name = 'test/plugin'): VaultPlugin {
  return { name, apiVersion: pluginApiVersion, setup: (host) => setup(host) };
}

const nothing = (): unknown => undefined;

const withPlugins = (...plugins: readonly unknown[]) => openWith({ plugins: plugins as VaultPlugin[] });
const factory = { options: anyOptions, open: nothing };

describe('plugins of a vault', () => {
  test.each([
    ['null', null],
    ['text', 'plugin'],
  ])('that are %s are refused with InvalidConfiguration', async (_what, given) => {
    expect(await codeOf(withPlugins(given))).toBe('InvalidConfiguration');
  });

  test.each([
    ['nothing', {}],
    ['no name', { apiVersion: 1, setup: () => undefined }],
    ['no setup', { name: 'x', apiVersion: 1 }],
    ['setup that is no function', { name: 'x', apiVersion: 1, setup: {} }],
  ])('with %s are refused with InvalidPlugin', async (_what, given) => {
    expect(await codeOf(withPlugins(given))).toBe('InvalidPlugin');
  });

  test.each([0, 2, '1', undefined, null])(
    'for version %s of the interface are refused with UnsupportedApiVersion',
    async (apiVersion) => {
      const error = await refusal(withPlugins({ name: 'x', apiVersion, setup: () => undefined }));
      expect(error.code).toBe('UnsupportedApiVersion');
      expect(error.message).toContain('x');
    },
  );

  test('that have one name are refused with DuplicatePlugin', async () => {
    expect(
      await codeOf(
        withPlugins(
          plugin(() => undefined, 'twice'),
          plugin(() => undefined, 'twice'),
        ),
      ),
    ).toBe('DuplicatePlugin');
    expect(await codeOf(withPlugins(aes()))).toBe('DuplicatePlugin');
  });

  test('that register one thing twice are refused with DuplicateRegistration, which names both', async () => {
    const one = plugin((host) => host.keyStore('same', factory), 'test/one');
    const other = plugin((host) => host.keyStore('same', factory), 'test/other');
    const error = await refusal(withPlugins(one, other));
    expect(error.code).toBe('DuplicateRegistration');
    expect(error.message).toContain('test/one');
    expect(error.message).toContain('test/other');
    expect(await codeOf(withPlugins(plugin((host) => host.algorithm(algorithm({ keySpec: 'AES_256' })))))).toBe(
      'DuplicateRegistration',
    );
    const source = { origin: 'kms', immediate: true, begin: nothing, finish: nothing };
    expect(await codeOf(withPlugins(plugin((host) => host.materialSource(source))))).toBe('DuplicateRegistration');
  });

  test('may register one name for different contracts', async () => {
    const given = plugin((host) => {
      host.keyStore('same', factory);
      host.rootKey('same', factory);
      host.authorizer('same', factory);
      host.auditSink('same', factory);
    });
    await (await withPlugins(given)).close();
  });

  test('that register after their set-up are refused with LateRegistration', async () => {
    let kept: LooseHost | undefined;
    const vault = await withPlugins(plugin((host) => void (kept = host)));
    expect(() => kept?.keyStore('late', factory)).toThrow(expect.objectContaining({ code: 'LateRegistration' }));
    expect(() => kept?.algorithm(algorithm())).toThrow(expect.objectContaining({ code: 'LateRegistration' }));
    await vault.close();
  });

  test('are waited for in their set-up, and may fail it', async () => {
    let isSet = false;
    const slow = plugin(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      isSet = true;
    });
    await (await withPlugins(slow)).close();
    expect(isSet).toBe(true);
    const failure = new Error('no network');
    for (const broken of [
      () => {
        throw failure;
      },
      () => Promise.reject(failure),
    ]) {
      const error = await refusal(withPlugins(plugin(broken, 'test/broken')));
      expect(error.code).toBe('InvalidPlugin');
      expect(error.message).toContain('test/broken');
      expect(error.cause).toBe(failure);
    }
  });

  test.each([
    ['an empty name', '', factory],
    ['a name in upper case', 'Level', factory],
    ['a name with a dot', 'a.b', factory],
    ['a name of 65 characters', 'a'.repeat(65), factory],
    ['a name that is no text', 7, factory],
    ['no factory', 'good', undefined],
    ['a factory without open', 'good', { options: anyOptions }],
    ['a factory without options', 'good', { open: nothing }],
    ['options that are no schema', 'good', { options: {}, open: nothing }],
  ])('that register %s are refused with InvalidPlugin', async (_what, name, made) => {
    expect(await codeOf(withPlugins(plugin((host) => host.keyStore(name as never, made))))).toBe('InvalidPlugin');
  });

  test.each([
    ['null', null],
    ['text', 'AES_256'],
    ['a spec in lower case', algorithm({ keySpec: 'test' })],
    ['no spec', algorithm({ keySpec: undefined })],
    ['no usages', algorithm({ usages: [] })],
    ['usages that are no list', algorithm({ usages: 'ENCRYPT_DECRYPT' })],
    ['an unknown usage', algorithm({ usages: ['WRAP'] })],
    ['no names', algorithm({ algorithmNames: undefined })],
    ['no name for its usage', algorithm({ algorithmNames: { SIGN_VERIFY: ['SIGN'] } })],
    ['an empty list of names', algorithm({ algorithmNames: { ENCRYPT_DECRYPT: [] } })],
    ['an unknown form of material', algorithm({ materialForm: 'jwk' })],
    ['no provider', algorithm({ provider: undefined })],
    ['a provider of unknown timing', algorithm({ provider: { name: 'test', timing: 'fast' } })],
    ['no place where it runs', algorithm({ execution: undefined })],
    ['no list of suites', algorithm({ suites: undefined })],
    ['suite 0', algorithm({ suites: [0] })],
    ['suite 256', algorithm({ suites: [256] })],
    ['half a suite', algorithm({ suites: [1.5] })],
    ['no generate', algorithm({ generate: undefined })],
    ['no parse', algorithm({ parse: undefined })],
    ['no load', algorithm({ load: undefined })],
  ])('that register an algorithm with %s are refused with InvalidPlugin', async (_what, given) => {
    expect(await codeOf(withPlugins(plugin((host) => host.algorithm(given))))).toBe('InvalidPlugin');
  });

  test.each([
    ['null', null],
    ['an unknown origin', { origin: 'hsm', immediate: true, begin: nothing, finish: nothing }],
    ['no begin', { origin: 'external', immediate: true, finish: nothing }],
    ['no finish', { origin: 'external', immediate: true, begin: nothing }],
    ['no word on whether it is immediate', { origin: 'external', begin: nothing, finish: nothing }],
  ])('that register a material source with %s are refused with InvalidPlugin', async (_what, given) => {
    expect(await codeOf(withPlugins(plugin((host) => host.materialSource(given))))).toBe('InvalidPlugin');
  });

  test('share nothing between two vaults of one process', async () => {
    const own = plugin((host) => host.algorithm(algorithm()), 'test/own');
    const [one, other] = [await withPlugins(own), await withPlugins()];
    expect(await codeOf(other.as({ id: 'user:alice' }).createKey({ keySpec: 'TEST_1' }))).toBe('UnsupportedKeySpec');
    await one.as({ id: 'user:alice' }).createKey({ keySpec: 'TEST_1' });
    await one.close();
    await other.close();
  });
});

describe('a section of the configuration', () => {
  const base = { region: 'eu-test-1', domainId: 'domain1', rootKey: { use: 'x' }, authorizer: { use: 'x' } };

  test('that selects a name which nobody registered is refused with NotRegistered, which says what there is', async () => {
    const error = await refusal(
      openVault({ ...base, plugins: [memory(), generated()] as VaultPlugin[], keyStore: { use: 'level' } }),
    );
    expect(error.code).toBe('NotRegistered');
    expect(error.message).toContain('level');
    expect(error.message).toContain('memory');
  });

  test('with options that the plugin refuses is refused with InvalidConfiguration before anything is opened', async () => {
    let opened = 0;
    const strict = definePlugin<{ keyStore: { strict: { path: string } } }>({
      name: 'test/strict',
      apiVersion: pluginApiVersion,
      setup: (host) =>
        host.keyStore('strict', {
          options: {
            '~standard': {
              version: 1,
              vendor: 'test',
              validate: () => ({ issues: [{ message: 'is missing', path: ['path'] }] }),
            },
          },
          open: () => {
            opened += 1;
            return undefined as unknown as KeyStore;
          },
        }),
    });
    const root = plugin((host) => {
      host.rootKey('x', factory);
      host.authorizer('x', factory);
    }, 'test/root');
    const error = await refusal(
      openVault({ ...base, plugins: [strict, root] as VaultPlugin[], keyStore: { use: 'strict', path: 7 } }),
    );
    expect(error.code).toBe('InvalidConfiguration');
    expect(error.message).toContain('path: is missing');
    expect(opened).toBe(0);
  });
});

test('definePlugin gives a frozen plugin that keeps this of its definition', async () => {
  class Definition {
    readonly name = 'test/class';
    readonly apiVersion = pluginApiVersion;
    readonly #spec = 'TEST_2';
    setup(host: PluginHost<Record<never, never>>): void {
      host.algorithm(algorithm({ keySpec: this.#spec }));
    }
  }
  const defined = definePlugin(new Definition());
  expect(Object.isFrozen(defined)).toBe(true);
  const vault = await withPlugins(defined);
  expect((await vault.as({ id: 'user:alice' }).createKey({ keySpec: 'TEST_2' })).keySpec).toBe('TEST_2');
  await vault.close();
});
