import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Workplace } from './command.ts';
import { openssl } from './openssl.ts';
import { alice, documentOf, placeWithPolicy } from './vault-place.ts';

const external = (keySpec: string, ...more: readonly string[]): readonly string[] => [
  'key',
  'create',
  '--alias',
  'alias/mine',
  '--key-spec',
  keySpec,
  '--origin',
  'external',
  ...more,
];
const parameters = ['import', 'parameters', 'alias/mine', '--public-key', 'wrapping.pem', '--token', 'token'];

async function wrapAndImport(place: Workplace, file: string, ...more: readonly string[]): Promise<object> {
  await documentOf(place, parameters);
  const isPrivate = file.endsWith('.pem');
  const both = isPrivate ? ['--private-key-output', 'private.bin'] : [];
  const wrapped = await place.run([
    'import',
    'wrap',
    file,
    '--public-key',
    'wrapping.pem',
    '-o',
    'material.bin',
    ...both,
  ]);
  expect(wrapped).toMatchObject({ status: 0, errors: '' });
  const imported = ['import', 'material', 'alias/mine', '--token', 'token', '--material', 'material.bin', ...more];
  return documentOf(place, isPrivate ? [...imported, '--private-key', 'private.bin'] : imported);
}

describe('import', () => {
  test('parameters, wrap and material bring a symmetric key; delete-material takes it away', async () => {
    const place = await placeWithPolicy(external('AES_256'));
    await writeFile(place.path('key'), randomBytes(32));
    const told = await place.run([...parameters, ...alice]);
    expect(told.output).toMatch(/^Public key +wrapping\.pem \(RSA_2048\)$/m);
    expect(told.output).toMatch(/^Wrap with +RSAES_OAEP_SHA_256$/m);
    expect(await readFile(place.path('wrapping.pem'), 'latin1')).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    const wrapped = await place.run(['import', 'wrap', 'key', '--public-key', 'wrapping.pem', '-o', 'material']);
    expect(wrapped).toMatchObject({ status: 0, output: 'Wrapped key with RSAES_OAEP_SHA_256 into material.\n' });
    const imported = ['import', 'material', 'alias/mine', '--token', 'token', '--material', 'material', ...alice];
    expect((await place.run([...imported, '--expires', '2100-01-31T12:00:00Z'])).output).toMatch(
      /^Imported the material of version 0\.1 of the key [0-9a-f-]{36}, until 2100-01-31T12:00:00\.000Z\. The key is ENABLED\.\n$/,
    );
    expect((await place.run(imported)).errors).toContain('[KeyNotPendingImport]');
    const deleted = await place.run(['import', 'delete-material', 'alias/mine', ...alice]);
    expect(deleted.output).toMatch(/^Deleted the material of 0\.1 of the key .* The key is PENDING_IMPORT\.\n$/);
    expect((await place.run(imported)).errors).toContain('[ImportTokenUsed]');
  });

  test.each([
    ['EC_P256', 'prime256v1', 'sha256'],
    ['EC_P384', 'secp384r1', 'sha384'],
    ['SECP256K1', 'secp256k1', 'sha256'],
  ])('brings %s keys that openssl has made; it verifies what they sign', async (keySpec, curve, digest) => {
    const place = await placeWithPolicy(external(keySpec));
    openssl(place, 'ecparam', '-name', curve, '-genkey', '-noout', '-out', 'key.pem');
    expect(await wrapAndImport(place, 'key.pem')).toMatchObject({ state: 'ENABLED', version: '0.1' });
    await writeFile(place.path('message'), 'a message');
    await documentOf(place, ['sign', 'message', '--key', 'alias/mine', '-o', 'signature']);
    openssl(place, 'pkey', '-in', 'key.pem', '-pubout', '-out', 'public.pem');
    const check = ['dgst', `-${digest}`, '-verify', 'public.pem', '-signature', 'signature', 'message'];
    expect(openssl(place, ...check)).toBe('Verified OK\n');
    openssl(place, 'dgst', `-${digest}`, '-sign', 'key.pem', '-out', 'theirs', 'message');
    // Half of what openssl makes with secp256k1 has the higher S, which is refused.
    if (keySpec === 'SECP256K1') return;
    const verify = ['verify', 'message', '--key', 'alias/mine', '--signature', 'theirs'];
    expect(await documentOf(place, verify)).toMatchObject({ signatureValid: true });
  });

  test.each(['RSA_2048', 'RSA_3072', 'RSA_4096'])('brings %s keys, both ways', async (keySpec) => {
    const place = await placeWithPolicy(external(keySpec, '--key-usage', 'ENCRYPT_DECRYPT'));
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: Number(keySpec.slice(4)) });
    await writeFile(place.path('key.pem'), privateKey.export({ format: 'pem', type: 'pkcs1' }));
    await wrapAndImport(place, 'key.pem');
    await writeFile(place.path('plain'), 'a secret');
    const oaep = ['-pkeyopt', 'rsa_padding_mode:oaep', '-pkeyopt', 'rsa_oaep_md:sha256'];
    openssl(place, 'pkeyutl', '-encrypt', '-inkey', 'key.pem', '-in', 'plain', '-out', 'theirs', ...oaep);
    const algorithm = ['--algorithm', 'RSAES_OAEP_SHA_256', '--key', 'alias/mine'];
    await documentOf(place, ['decrypt', 'theirs', ...algorithm, '-o', 'again']);
    expect(await readFile(place.path('again'), 'utf8')).toBe('a secret');
    await documentOf(place, ['encrypt', 'plain', ...algorithm, '-o', 'ours']);
    expect(openssl(place, 'pkeyutl', '-decrypt', '-inkey', 'key.pem', '-in', 'ours', ...oaep)).toBe('a secret');
  });

  test.each([
    ['HMAC_256', 32, 'sha256'],
    ['HMAC_384', 48, 'sha384'],
    ['HMAC_512', 64, 'sha512'],
  ])('brings %s keys that make the codes of openssl', async (keySpec, length, digest) => {
    const place = await placeWithPolicy(external(keySpec));
    const key = randomBytes(length);
    await writeFile(place.path('key'), key);
    await writeFile(place.path('message'), 'a message');
    await wrapAndImport(place, 'key');
    await documentOf(place, ['mac', 'generate', 'message', '--key', 'alias/mine', '-o', 'mac']);
    const hexkey = `hexkey:${key.toString('hex')}`;
    const theirs = execFileSync(
      'openssl',
      ['dgst', `-${digest}`, '-mac', 'HMAC', '-macopt', hexkey, '-binary', 'message'],
      { cwd: place.directory },
    );
    expect(await readFile(place.path('mac'))).toEqual(theirs);
  });

  test('wrap refuses what it can not wrap', async () => {
    const place = await placeWithPolicy(external('AES_256'));
    await documentOf(place, parameters);
    await writeFile(place.path('large'), randomBytes(400));
    await writeFile(place.path('broken.pem'), '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(
      place.path('key.der'),
      createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })).export({ format: 'der', type: 'pkcs8' }),
    );
    const wrap = (
      file: string,
      publicKey = 'wrapping.pem',
    ): Promise<{ readonly status: number; readonly errors: string }> =>
      place.run(['import', 'wrap', file, '--public-key', publicKey, '-o', 'out']);
    expect((await wrap('large')).errors).toContain('more than the public key can wrap');
    expect((await wrap('broken.pem')).errors).toContain('is no private key that can be read');
    expect((await wrap('key.der')).errors).toContain('--private-key-output');
    expect((await wrap('large', 'large')).errors).toContain('no public key of RSA');
    expect(await wrap('missing')).toMatchObject({ status: 1 });
  });

  test('with SHA-1 is warned of, and switched off by the configuration', async () => {
    const place = await placeWithPolicy(external('AES_256'));
    const sha1 = [...parameters, '--algorithm', 'RSAES_OAEP_SHA_1', '--force'];
    expect((await place.run([...sha1, ...alice])).errors).toContain('SHA-1');
    const file = place.path('chatelaine.yaml');
    await writeFile(file, `${await readFile(file, 'utf8')}\nimports: { allowSha1: false }\n`);
    expect((await place.run([...sha1, ...alice])).errors).toContain('[UnsupportedWrapping]');
  });
});
