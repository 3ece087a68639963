import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Algorithm, LoadContext } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { assertAgree } from './agreement.ts';
import { onAlgorithm } from './algorithm-check.ts';
import { assertBytes, assertShowsNothing } from './expectations.ts';
import { copyOf } from './generated-material.ts';
import { TestKey } from './test-key.ts';

export const loadingChecks: readonly Check<Algorithm>[] = [
  onAlgorithm('loads a key as often as it is asked to: what one makes, the other understands', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    await assertAgree(await key.load(), await key.load(), key);
  }),

  onAlgorithm('loads parsed material like generated material', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    const parsed = await algorithm.parse(key.material());
    const { keyId, keyVersion, derive } = key;
    await assertAgree(await key.load(), await algorithm.load(parsed, { keyId, keyVersion, derive }), key);
  }),

  onAlgorithm('leaves the material as it was when it loads', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    const material = key.material();
    const { keyId, keyVersion, derive } = key;
    await algorithm.load(material, { keyId, keyVersion, derive });
    assertBytes(copyOf(material), copyOf(key.material()), 'the material');
  }),

  onAlgorithm('needs the material no more once the key is loaded', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    const material = key.material();
    const { keyId, keyVersion, derive } = key;
    const loaded = await algorithm.load(material, { keyId, keyVersion, derive });
    await assertAgree(loaded, loaded, key);
    material.dispose();
    await assertAgree(loaded, loaded, key);
  }),

  onAlgorithm('disposes a loaded key without harm to others', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    const stranger = await key.another();
    const [one, same, other] = [await key.load(), await key.load(), await stranger.load()];
    await assertAgree(one, same, key);
    await assertAgree(other, other, stranger);
    one.dispose();
    await assertAgree(same, await key.load(), key);
    await assertAgree(other, await stranger.load(), stranger);
  }),

  onAlgorithm('shows no key material, and nothing derived from it', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    const secrets = [copyOf(key.material())];
    const derive: LoadContext['derive'] = (header, salt, length) => {
      const derived = key.derive(header, salt, length);
      secrets.push(new Uint8Array(derived.subarray(0, 32)));
      return derived;
    };
    const loaded = await key.load(derive);
    await assertAgree(loaded, loaded, key);
    const known = (await algorithm.publicKey?.(key.material())) ?? new Uint8Array();
    for (const shown of [loaded, algorithm]) {
      const text = inspect(shown, { depth: 10, showHidden: true, maxArrayLength: null });
      for (const secret of secrets) {
        assertShowsNothing(text, secret, known, 'inspect');
        assertShowsNothing(JSON.stringify(shown) ?? '', secret, known, 'JSON');
      }
    }
  }),

  onAlgorithm('overwrites what it derived, when the key is disposed at the latest', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    const given: Uint8Array[] = [];
    const loaded = await key.load((header, salt, length) => {
      const derived = key.derive(header, salt, length);
      given.push(derived);
      return derived;
    });
    await assertAgree(loaded, loaded, key);
    loaded.dispose();
    for (const derived of given) {
      assert(
        derived.every((byte) => byte === 0),
        'derived bytes were left as they were',
      );
    }
  }),
];
