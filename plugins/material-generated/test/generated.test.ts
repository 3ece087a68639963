import {
  SecretBytes,
  VaultError,
  type Algorithm,
  type KeyId,
  type MaterialContext,
  type MaterialSource,
  type PluginHost,
} from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { generated } from '../src/index.ts';

/** The source that the plugin registers with a host that takes sources only. */
async function registered(): Promise<MaterialSource> {
  const sources: MaterialSource[] = [];
  const host = { materialSource: (source: MaterialSource) => sources.push(source) };
  await generated().setup(host as unknown as PluginHost);
  const [source] = sources;
  if (source === undefined || sources.length !== 1) throw new Error('The plugin registered another number of sources.');
  return source;
}

/** A context whose algorithm can generate, and nothing else. */
function contextOf(generate: Algorithm['generate']): MaterialContext {
  const keyId = '0d0466b0-e727-4d9c-b35d-f84bb474a37f' as KeyId;
  return { keyId, algorithm: { generate } as Algorithm, now: 0 };
}

const empty = (): SecretBytes => SecretBytes.take(new Uint8Array());
const copyOf = (secret: SecretBytes): Uint8Array => secret.use((bytes) => new Uint8Array(bytes));

describe('the plugin generated()', () => {
  test('serves the origin kms, at once', async () => {
    expect(generated()).toMatchObject({ name: '@chatelaine/material-generated', apiVersion: 1 });
    expect(await registered()).toMatchObject({ origin: 'kms', immediate: true });
  });

  test('asks nothing of the caller, remembers nothing and does not expire', async () => {
    const source = await registered();
    const session = await source.begin(contextOf(empty), undefined);
    expect(session.forCaller).toEqual({});
    expect(SecretBytes.is(session.session)).toBe(true);
    expect(session.session.length).toBe(0);
    expect(session.expiresAt).toBeUndefined();
  });

  test('generates nothing when it begins', async () => {
    const source = await registered();
    const refuse = (): never => expect.fail('material was generated too early');
    expect(await source.begin(contextOf(refuse), undefined)).toBeDefined();
  });

  test.each([
    ['at once', (bytes: Uint8Array) => SecretBytes.take(bytes)],
    ['later', async (bytes: Uint8Array) => SecretBytes.take(bytes)],
  ])('gives what the algorithm of the key generates %s, anew for each key', async (_when, take) => {
    const source = await registered();
    let counter = 0;
    const context = contextOf(() => take(new Uint8Array(32).fill((counter += 1))));
    for (const key of [1, 2, 3]) {
      const { session } = await source.begin(context, undefined);
      const material = await source.finish(context, session, undefined);
      expect(copyOf(material)).toEqual(new Uint8Array(32).fill(key));
    }
  });

  test('gives nothing but that: material from the caller is ignored', async () => {
    const source = await registered();
    const context = contextOf(() => SecretBytes.take(new Uint8Array(32).fill(1)));
    const offered = SecretBytes.take(new Uint8Array(32).fill(2));
    const material = await source.finish(context, offered, { material: new Uint8Array(32).fill(3) });
    expect(copyOf(material)).toEqual(new Uint8Array(32).fill(1));
    expect(offered.length).toBe(32);
  });

  test('passes on the error of an algorithm that can not generate', async () => {
    const source = await registered();
    const failure = new VaultError('Internal', 'There is no randomness.');
    const context = contextOf(() => Promise.reject(failure));
    const finished = Promise.resolve().then(() => source.finish(context, empty(), undefined));
    await expect(finished).rejects.toBe(failure);
  });

  test('has one source for all vaults, which nobody can change', async () => {
    const source = await registered();
    expect(await registered()).toBe(source);
    expect(Object.isFrozen(source)).toBe(true);
  });
});
