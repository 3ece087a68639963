import { inspect } from 'node:util';
import { type Algorithm, definePlugin, pluginApiVersion, SecretBytes, VaultError } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { openWith } from './support/open-with.ts';
import { outcomeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const secret = 'Tell-Tale-Secret-Bytes-0123456789';
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Every way in which a value may be turned into text. */
function shownBy(value: unknown): string {
  const clone = (): unknown => {
    try {
      return structuredClone(value);
    } catch (error) {
      return error;
    }
  };
  const everything = {
    depth: Infinity,
    showHidden: true,
    showProxy: true,
    getters: true,
    maxArrayLength: Infinity,
  } as const;
  return [
    inspect(value),
    inspect(value, everything),
    inspect({ nested: [value] }, everything),
    JSON.stringify(value),
    JSON.stringify({ nested: [value] }),
    inspect(clone(), everything),
    JSON.stringify(clone()),
    String(value),
    Object.getOwnPropertyNames(value).join(),
    inspect(Object.entries(value as object), everything),
    inspect(new Error('with a cause', { cause: value }), everything),
  ].join('\n');
}

function expectNothingOf(bytes: Uint8Array, text: string): void {
  const buffer = Buffer.from(bytes);
  for (const encoding of ['utf8', 'latin1', 'hex', 'base64', 'base64url'] as const) {
    expect(text).not.toContain(buffer.toString(encoding).slice(0, 12));
  }
  expect(text).not.toContain([...buffer.subarray(0, 6)].join(', '));
  expect(text).not.toContain([...buffer.subarray(0, 6)].join(','));
  expect(text).not.toContain(
    buffer
      .toString('hex')
      .slice(0, 16)
      .replaceAll(/(..)(?=.)/gu, '$1 '),
  );
}

describe('requirement 17: secret bytes', () => {
  test('show nothing in any form', () => {
    const secretBytes = SecretBytes.take(bytesOf(secret));
    const text = shownBy(secretBytes);
    expectNothingOf(bytesOf(secret), text);
    expect(String(secretBytes)).toBe('[SecretBytes]');
    expect(inspect(secretBytes)).toBe('[SecretBytes]');
    expect(JSON.stringify({ secretBytes })).toBe('{"secretBytes":"[SecretBytes]"}');
    expect(Object.keys(secretBytes)).toEqual([]);
  });

  test('are the only copy, are lent out, and are gone once they are disposed', () => {
    const source = bytesOf(secret);
    const secretBytes = SecretBytes.take(source);
    expect([...source].every((byte) => byte === 0)).toBe(true);
    let lent: Uint8Array | undefined;
    expect(secretBytes.use((bytes) => Buffer.from((lent = bytes)).toString())).toBe(secret);
    expect(secretBytes).toHaveLength(secret.length);
    secretBytes[Symbol.dispose]();
    secretBytes.dispose();
    expect([...(lent ?? [1])].every((byte) => byte === 0)).toBe(true);
    expect(secretBytes).toHaveLength(0);
    expect(() => secretBytes.use(() => undefined)).toThrow(expect.objectContaining({ code: 'Internal' }));
  });

  test('are told from what only looks like them, also across two copies of core', () => {
    expect(SecretBytes.is(SecretBytes.take(new Uint8Array(1)))).toBe(true);
    for (const other of [null, undefined, 'text', {}, new Uint8Array(1), Object.create(null)])
      expect(SecretBytes.is(other)).toBe(false);
  });
});

describe('requirement 17: a vault', () => {
  test('shows neither material nor plaintext nor its own keys in any form, and neither do its callers', async () => {
    const materials: Uint8Array[] = [];
    const store = new MemoryKeyStore();
    const algorithm: Algorithm = {
      keySpec: 'TEST_1',
      usages: ['ENCRYPT_DECRYPT'],
      suites: [1],
      algorithmNames: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
      materialForm: 'raw',
      provider: { name: 'test', timing: 'best-effort' },
      execution: 'inline',
      generate: () => SecretBytes.take(bytesOf(secret)),
      parse: (material) =>
        material.use((bytes) => {
          materials.push(new Uint8Array(bytes));
          return SecretBytes.take(new Uint8Array(bytes));
        }),
      load: (_material, context) => {
        materials.push(new Uint8Array(context.derive(new Uint8Array(23), new Uint8Array(16), 32)));
        return {
          aead: {
            execution: { seal: 'inline', open: 'inline' },
            seal: (header, _context, text) => Buffer.concat([header, Buffer.of(1), text]),
            open: (sealed) => new Uint8Array(sealed.subarray(24)),
          },
          dispose: () => undefined,
        };
      },
    };
    const plugin = definePlugin({
      name: 'test/algorithm',
      apiVersion: pluginApiVersion,
      setup: (host) => host.algorithm(algorithm),
    });
    const vault = await openTestVault({ store, plugins: [plugin] });
    const kms = vault.as({ ...alice, attributes: { password: 'Attribute-Value' } });
    const { keyId } = await kms.createKey({ keySpec: 'TEST_1' });
    const { ciphertext } = await kms.encryptData({ keyId, plaintext: bytesOf('Plain-Text-To-Hide') });
    await kms.decryptData({ ciphertext });
    expect(materials).toHaveLength(2);
    for (const holder of [vault, kms, vault.administration, Object.getPrototypeOf(kms), vault.constructor]) {
      const text = shownBy(holder);
      for (const material of materials) expectNothingOf(material, text);
      expectNothingOf(bytesOf('Plain-Text-To-Hide'), text);
      expect(text).not.toContain('Attribute-Value');
    }
    await vault.close();
  });

  test('does not keep material where a store, an audit sink or a policy gets it', async () => {
    const store = new MemoryKeyStore();
    const seen: string[] = [];
    const sink = {
      write: (events: unknown) => Promise.resolve(void seen.push(inspect(events, { depth: Infinity }))),
      sync: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const policy = {
      decide: (request: unknown) => {
        seen.push(inspect(request, { depth: Infinity, showHidden: true }));
        return { effect: 'allow', kind: 'explicit', rule: 'a/b', reason: 'yes' };
      },
      gains: () => [],
    };
    const materialSource = {
      origin: 'kms',
      immediate: true,
      begin: () => ({ forCaller: {}, session: SecretBytes.take(new Uint8Array()) }),
      finish: () => SecretBytes.take(bytesOf(secret).slice(0, 32)),
    };
    const vault = await openWith({
      keyStore: store,
      sinks: [sink],
      authorizer: { policy, compile: () => policy },
      materialSource,
    });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ alias: 'alias/payments' });
    const { ciphertext } = await kms.encryptData({
      keyId,
      plaintext: bytesOf('Plain-Text-To-Hide'),
      encryptionContext: { tenant: 't-17' },
    });
    await kms.decryptData({ ciphertext, encryptionContext: { tenant: 't-17' } });
    await outcomeOf(kms.decryptData({ ciphertext }));
    await vault.close();
    for (const { path, value } of await store.list('', undefined, 1_000)) {
      if (path !== 'keyring')
        seen.push(path, Buffer.from(value).toString('latin1'), Buffer.from(value).toString('hex'));
    }
    const text = seen.join('\n');
    expectNothingOf(bytesOf(secret).slice(0, 32), text);
    expectNothingOf(bytesOf('Plain-Text-To-Hide'), text);
  });
});

describe('a VaultError', () => {
  test('is known by its brand, also when another copy of core made it, and its code can be asked for', () => {
    const error = new VaultError('NotFound', 'There is no such key.');
    expect(VaultError.is(error)).toBe(true);
    expect(VaultError.is(error, 'NotFound')).toBe(true);
    expect(VaultError.is(error, 'Conflict')).toBe(false);
    const other = Object.assign(new Error('copy'), {
      code: 'NotFound',
      [Symbol.for('@chatelaine/core/VaultError')]: true,
    });
    expect(VaultError.is(other, 'NotFound')).toBe(true);
    for (const none of [new Error('x'), { code: 'NotFound' }, null, undefined, 'NotFound'])
      expect(VaultError.is(none)).toBe(false);
  });

  test('shows its name, code and message, and has a cause only if it was given one', () => {
    const cause = new Error('ECONNRESET');
    expect(String(new VaultError('NotFound', 'There is no such key.'))).toBe('VaultError: There is no such key.');
    expect(inspect(new VaultError('NotFound', 'x'))).toContain("code: 'NotFound'");
    expect(new VaultError('NotFound', 'x', { cause }).cause).toBe(cause);
    expect('cause' in new VaultError('NotFound', 'x')).toBe(false);
  });
});
