import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ec } from '../src/index.ts';
import { registeredAlgorithms } from './registered-algorithms.ts';

describe('the plugin ec()', () => {
  test('registers EC_P256 and EC_P384, and nothing else', async () => {
    expect(ec()).toMatchObject({ name: '@chatelaine/algorithm-ec', apiVersion: 1 });
    const both = { usages: ['SIGN_VERIFY'], suites: [], materialForm: 'pkcs8' };
    expect(await registeredAlgorithms()).toMatchObject([
      { keySpec: 'EC_P256', ...both, algorithmNames: { SIGN_VERIFY: ['ECDSA_SHA_256'] }, execution: 'inline' },
      { keySpec: 'EC_P384', ...both, algorithmNames: { SIGN_VERIFY: ['ECDSA_SHA_384'] }, execution: 'pool' },
    ]);
  });

  test('gives each vault algorithms of its own', async () => {
    const [one] = await registeredAlgorithms();
    const [other] = await registeredAlgorithms();
    expect(one).not.toBe(other);
  });

  test('says which primitive is underneath, and that it keeps its time by effort only', async () => {
    for (const { provider } of await registeredAlgorithms()) {
      expect(provider.name).toMatch(/^node:crypto \(OpenSSL [\d.]+\); digests: @noble\/curves [\d.]+$/);
      expect(provider.timing).toBe('best-effort');
    }
  });

  test('shows nothing of what it holds', async () => {
    for (const algorithm of await registeredAlgorithms()) {
      const material = await algorithm.generate();
      const loaded = await algorithm.load(material, {
        keyId: '' as never,
        keyVersion: 1,
        derive: () => new Uint8Array(),
      });
      for (const shown of [algorithm, loaded]) {
        expect(inspect(shown, { depth: 10, showHidden: true })).not.toMatch(/Buffer|Uint8Array|KeyObject|Worker/);
      }
    }
  });
});
