import { createHash, randomBytes } from 'node:crypto';
import type { LoadedKey, Signer, Verifier } from '@chatelaine/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openssl, opensslOutput } from './openssl-command.ts';
import { algorithmOn, copyOf, subjects } from './subjects.ts';

describe.each(subjects)('signatures of $curve.keySpec', (subject) => {
  const { curve, noble } = subject;
  const { signingAlgorithm, hash } = curve;
  const algorithm = algorithmOn(subject);
  const message = new Uint8Array(randomBytes(300));
  const digest = new Uint8Array(createHash(hash).update(message).digest());
  const other = new Uint8Array(createHash(hash).update('another').digest());
  const files: Record<string, Uint8Array> = { message, digest, other };
  let loaded: LoadedKey & { readonly signer: Signer };
  let verifier: Verifier;

  beforeAll(async () => {
    const { privateKey, publicKey } = await algorithm.dataKeyPair.generate();
    Object.assign(files, { key: copyOf(privateKey), public: publicKey });
    loaded = algorithm.load(privateKey);
    verifier = algorithm.verifier(publicKey);
  });

  const signed = async (type: 'RAW' | 'DIGEST'): Promise<Uint8Array> =>
    loaded.signer.sign(signingAlgorithm, type, type === 'RAW' ? message : digest);

  test.each(['RAW', 'DIGEST'] as const)('of %s are good for the command openssl', async (type) => {
    const signature = await signed(type);
    const args = ['pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', 'public', '-sigfile', 'signature'];
    expect(openssl([...args, '-in', 'digest'], { ...files, signature })).toBeDefined();
    expect(openssl([...args, '-in', 'other'], { ...files, signature })).toBeUndefined();
  });

  test('of messages are good for the command openssl, which hashes them', async () => {
    const signature = await signed('RAW');
    const args = ['dgst', `-${hash}`, '-keyform', 'DER', '-verify', 'public', '-signature', 'signature'];
    expect(openssl([...args, 'message'], { ...files, signature })).toBeDefined();
    expect(openssl([...args, 'other'], { ...files, signature })).toBeUndefined();
  });

  test('by the command openssl are good for both, over messages and digests', async () => {
    const args = [
      ['dgst', `-${hash}`, '-keyform', 'DER', '-sign', 'key', 'message'],
      ['pkeyutl', '-sign', '-keyform', 'DER', '-inkey', 'key', '-in', 'digest'],
    ];
    for (const [index, each] of args.entries()) {
      const signature = opensslOutput(each, files);
      // OpenSSL knows no low S: without leave, every second one is refused.
      const lenient = algorithmOn(subject, true).verifier(files['public'] ?? message);
      for (const key of [lenient, ...(curve.lowS ? [] : [verifier, loaded.signer])]) {
        expect([index, await key.verify(signingAlgorithm, 'RAW', message, signature)]).toEqual([index, true]);
        expect([index, await key.verify(signingAlgorithm, 'DIGEST', digest, signature)]).toEqual([index, true]);
        expect(await key.verify(signingAlgorithm, 'DIGEST', other, signature)).toBe(false);
      }
    }
  });

  test('of messages are good for another library, and its are good here', async () => {
    const scalar = (files['key'] ?? message).subarray(-(curve.bytes * 3 + 6)).subarray(0, curve.bytes);
    const publicKey = noble.getPublicKey(scalar, false);
    expect(files['public']?.subarray(-publicKey.length)).toEqual(publicKey);
    const form = { prehash: true, lowS: curve.lowS, format: 'der' } as const;
    const signature = noble.sign(message, scalar, form);
    expect(await verifier.verify(signingAlgorithm, 'RAW', message, signature)).toBe(true);
    expect(noble.verify(await signed('RAW'), message, publicKey, form)).toBe(true);
    expect(noble.verify(await signed('RAW'), other, publicKey, form)).toBe(false);
  });

  test('requirement 8: differ each time', async () => {
    for (const type of ['RAW', 'DIGEST'] as const) {
      const signatures = await Promise.all(Array.from({ length: 10 }, () => signed(type)));
      expect(new Set(signatures.map((each) => Buffer.from(each).toString('hex'))).size).toBe(10);
    }
  });
});
