import { createPublicKey } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { openssl } from './openssl.ts';
import { alice, documentOf, placeWithKey, placeWithPolicy } from './vault-place.ts';

const key = ['--key', 'alias/first'];

function bytesOf(base64: unknown): Buffer {
  expect(base64).toBeTypeOf('string');
  return Buffer.from(String(base64), 'base64');
}

describe('data-key', () => {
  test('create gives a data key that decrypt gives back', async () => {
    const place = await placeWithKey();
    const made = await documentOf(place, ['data-key', 'create', ...key, '--context', 'a=1']);
    expect(bytesOf(made['plaintext'])).toHaveLength(32);
    const input = `${String(made['ciphertext'])}\n`;
    const opened = await place.run(['data-key', 'decrypt', '-', '--json', '--context', 'a=1', ...alice], { input });
    expect(JSON.parse(opened.output)).toEqual({ keyId: made['keyId'], plaintext: made['plaintext'] });
    const wrong = await place.run(['data-key', 'decrypt', '-', ...alice], { input });
    expect(wrong).toMatchObject({ status: 6, output: '' });
  });

  test('create has the length that is asked for, and can keep the plaintext back', async () => {
    const place = await placeWithKey();
    expect(
      bytesOf((await documentOf(place, ['data-key', 'create', ...key, '--length', '64']))['plaintext']),
    ).toHaveLength(64);
    const without = await documentOf(place, ['data-key', 'create', ...key, '--without-plaintext']);
    expect(Object.keys(without)).toEqual(['keyId', 'ciphertext']);
    const told = await place.run(['data-key', 'create', ...key, ...alice]);
    expect(told.output).toMatch(
      /^Key id +[0-9a-f-]{36}\nPlaintext +[A-Za-z0-9+/]{43}=\nCiphertext +[A-Za-z0-9+/=]+\n$/,
    );
    expect(await place.run(['data-key', 'create', ...key, '--length', '1025', ...alice])).toMatchObject({ status: 2 });
  });

  test('create writes bytes to files that only their owner can read', async () => {
    const place = await placeWithKey();
    const files = ['--plaintext-file', 'key', '--ciphertext-file', 'key.sealed'];
    const made = await documentOf(place, ['data-key', 'create', ...key, ...files]);
    expect(made).toMatchObject({ plaintextFile: 'key', ciphertextFile: 'key.sealed' });
    expect(JSON.stringify(made)).not.toContain((await readFile(place.path('key'))).toString('base64'));
    for (const name of ['key', 'key.sealed']) expect((await stat(place.path(name))).mode & 0o777).toBe(0o600);
    expect(await place.run(['data-key', 'decrypt', 'key.sealed', '-o', 'again', ...alice])).toMatchObject({
      status: 0,
    });
    expect(await readFile(place.path('again'))).toEqual(await readFile(place.path('key')));
    expect(await place.run(['data-key', 'create', ...key, ...files, ...alice])).toMatchObject({
      status: 1,
      output: '',
    });
    expect(await place.run(['data-key', 'create', ...key, ...files, '--without-plaintext', ...alice])).toMatchObject({
      status: 2,
    });
  });

  test('encrypt takes bytes from a file and base64 from standard input', async () => {
    const place = await placeWithKey();
    await writeFile(place.path('key'), Buffer.alloc(16, 9));
    await place.run(['data-key', 'encrypt', 'key', '-o', 'key.sealed', ...key, ...alice]);
    const opened = await documentOf(place, ['data-key', 'decrypt', 'key.sealed', ...key]);
    expect(bytesOf(opened['plaintext'])).toEqual(Buffer.alloc(16, 9));
    const input = Buffer.alloc(16, 8).toString('base64');
    const sealed = await place.run(['data-key', 'encrypt', '-', ...key, ...alice, '--json'], { input });
    const { ciphertext } = JSON.parse(sealed.output) as { ciphertext: string };
    const again = await place.run(['data-key', 'decrypt', '-', ...alice, '--json'], { input: ciphertext });
    expect(JSON.parse(again.output)).toMatchObject({ plaintext: input });
  });

  test('refuses input that is not base64, too long or missing', async () => {
    const place = await placeWithKey();
    const encrypt = ['data-key', 'encrypt', '-', ...key, ...alice];
    for (const input of ['not base64!', 'YQ', 'YWI=YWI=']) {
      const ended = await place.run(encrypt, { input });
      expect(ended).toMatchObject({ status: 2, output: '' });
      expect(ended.errors).toContain('Standard input is not base64');
      expect(ended.errors).not.toContain(input);
    }
    expect((await place.run(encrypt, { input: 'A'.repeat(2_100_000) })).errors).toContain('longer than 2097152 bytes');
    expect(await place.run(['data-key', 'encrypt', 'missing', ...key, ...alice])).toMatchObject({ status: 1 });
  });

  test('opens no data, and decrypt no data keys', async () => {
    const place = await placeWithKey();
    await writeFile(place.path('plain'), 'text');
    await place.run(['encrypt', 'plain', ...key, ...alice]);
    expect(await place.run(['data-key', 'decrypt', 'plain.chatelaine', ...alice])).toMatchObject({
      status: 6,
      output: '',
    });
    await place.run(['data-key', 'create', ...key, '--ciphertext-file', 'sealed', ...alice]);
    expect(await place.run(['decrypt', 'sealed', '-o', 'out', ...alice])).toMatchObject({ status: 6, output: '' });
  });
});

describe('data-key pair', () => {
  test('makes a pair that signs, and keeps its private key under a key', async () => {
    const place = await placeWithPolicy();
    await documentOf(place, ['key', 'create', '--alias', 'alias/first']);
    const pair = ['data-key', 'pair', '--key', 'alias/first', '--spec', 'EC_P256'];
    const files = ['--public-key-file', 'public.der', '--plaintext-file', 'private.der', '--ciphertext-file', 'sealed'];
    const made = await documentOf(place, [...pair, ...files, '--context', 'a=1']);
    expect(made).toMatchObject({
      keyPairSpec: 'EC_P256',
      publicKeyFile: 'public.der',
      privateKeyPlaintextFile: 'private.der',
      privateKeyCiphertextFile: 'sealed',
    });
    for (const name of ['private.der', 'sealed']) expect((await stat(place.path(name))).mode & 0o777).toBe(0o600);
    await documentOf(place, ['data-key', 'decrypt', 'sealed', '-o', 'opened', '--context', 'a=1']);
    expect(await readFile(place.path('opened'))).toEqual(await readFile(place.path('private.der')));
    const pem = openssl(place, 'pkey', '-inform', 'DER', '-in', 'opened', '-pubout');
    expect(createPublicKey(pem).export({ type: 'spki', format: 'der' })).toEqual(
      await readFile(place.path('public.der')),
    );
    const without = await documentOf(place, [...pair, '--without-plaintext']);
    expect(Object.keys(without)).toEqual(['keyId', 'keyPairSpec', 'publicKey', 'privateKeyCiphertext']);
    expect((await place.run([...pair, ...alice])).output).toMatch(
      /^Key id +\S+\nPublic key +\S+\nPrivate key +\S+\nCiphertext +\S+\n$/,
    );
    const contradiction = await place.run([...pair, '--without-plaintext', '--plaintext-file', 'x', ...alice]);
    expect(contradiction).toMatchObject({ status: 2, output: '' });
    const unknown = await place.run([...pair.slice(0, -1), 'AES_256', ...alice]);
    expect(unknown).toMatchObject({ status: 2, output: '' });
    expect(unknown.errors).toContain('[UnsupportedKeyPairSpec]');
  });
});

describe('random', () => {
  test('gives as many bytes as are asked for', async () => {
    const place = await placeWithKey();
    const { output } = await place.run(['random', '24', ...alice]);
    expect(output).toMatch(/^[A-Za-z0-9+/]{32}\n$/);
    expect((await documentOf(place, ['random', '24']))['bytes']).not.toBe(output.trim());
    expect(await place.run(['random', '10', '-o', 'bytes', ...alice])).toMatchObject({ status: 0 });
    expect(await readFile(place.path('bytes'))).toHaveLength(10);
    expect(await place.run(['random', '10', '-o', 'bytes', ...alice])).toMatchObject({ status: 1 });
    expect(await place.run(['random', '10', '-o', 'bytes', '--force', ...alice])).toMatchObject({ status: 0 });
    for (const length of ['0', '1025', '-1', '1e3', 'ten']) {
      expect(await place.run(['random', ...alice, '--', length])).toMatchObject({ status: 2, output: '' });
    }
  });
});
