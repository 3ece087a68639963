import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { algorithmOn, subjects } from './subjects.ts';

describe.each(subjects)('node:crypto, for $curve.keySpec', (subject) => {
  const algorithm = algorithmOn(subject);
  const { signingAlgorithm, bytes } = subject.curve;

  test('runs where it says: what runs in the pool gives a promise, what runs inline does not', async () => {
    const material = algorithm.generate();
    expect(material instanceof Promise).toBe(algorithm.execution === 'pool');
    const { signer } = algorithm.load(await material);
    for (const [type, message, sign, verify] of [
      ['RAW', new Uint8Array(5), signer.execution.sign, signer.execution.verify],
      ['DIGEST', new Uint8Array(bytes), signer.execution.signDigest, signer.execution.verifyDigest],
    ] as const) {
      const signature = signer.sign(signingAlgorithm, type, message);
      expect(signature instanceof Promise).toBe(sign === 'pool');
      const verdict = signer.verify(signingAlgorithm, type, message, await signature);
      expect(verdict instanceof Promise).toBe(verify === 'pool');
      expect(await verdict).toBe(true);
    }
  });

  test('signs no more once it is disposed', async () => {
    const loaded = algorithm.load(await algorithm.generate());
    loaded.dispose();
    for (const type of ['RAW', 'DIGEST'] as const) {
      await expect(async () => loaded.sign(signingAlgorithm, type, new Uint8Array(bytes))).rejects.toThrow('disposed');
    }
  });

  test('is named with the version of what signs digests', () => {
    const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    expect(algorithm.provider).toEqual({
      name: `node:crypto (OpenSSL ${process.versions.openssl}); digests: @noble/curves ${dependencies['@noble/curves']}`,
      timing: 'best-effort',
    });
  });
});
