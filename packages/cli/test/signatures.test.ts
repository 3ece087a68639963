import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Workplace } from './command.ts';
import { openssl } from './openssl.ts';
import { alice, documentOf, placeWithPolicy } from './vault-place.ts';

const signing = ['--key', 'alias/signing'];

/** A place with the key `alias/signing`, its public key in `public.pem`, and a message in `message`. */
async function placeToSign(keySpec: string): Promise<Workplace> {
  const place = await placeWithPolicy(
    ['key', 'create', '--alias', 'alias/signing', '--key-spec', keySpec, ...usageOf(keySpec)],
    ['public-key', 'alias/signing', '-o', 'public.pem'],
  );
  await writeFile(place.path('message'), 'a message');
  return place;
}

const usageOf = (keySpec: string): readonly string[] =>
  keySpec.startsWith('RSA') ? ['--key-usage', 'SIGN_VERIFY'] : [];

describe('sign', () => {
  test.each([
    ['EC_P256', 'ECDSA_SHA_256', ['-sha256']],
    ['EC_P384', 'ECDSA_SHA_384', ['-sha384']],
    ['SECP256K1', 'ECDSA_SHA_256', ['-sha256']],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_512', ['-sha512']],
    [
      'RSA_2048',
      'RSASSA_PSS_SHA_256',
      ['-sha256', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'],
    ],
  ])('with %s by %s makes what openssl verifies', async (keySpec, algorithm, options) => {
    const place = await placeToSign(keySpec);
    const named = [...signing, '--algorithm', algorithm];
    const made = await documentOf(place, ['sign', 'message', ...named, '-o', 'signature']);
    expect(made).toEqual({ keyId: made['keyId'], signingAlgorithm: algorithm, signatureFile: 'signature' });
    expect((await stat(place.path('signature'))).mode & 0o777).toBe(0o600);
    const check = ['dgst', ...options, '-verify', 'public.pem', '-signature', 'signature'];
    expect(openssl(place, ...check, 'message')).toBe('Verified OK\n');

    await writeFile(place.path('large'), randomBytes(3_000_000));
    await documentOf(place, ['sign', 'large', ...named, '--digest', '-o', 'signature', '--force']);
    expect(openssl(place, ...check, 'large')).toBe('Verified OK\n');
    const verified = await documentOf(place, ['verify', 'large', ...named, '--digest', '--signature', 'signature']);
    expect(verified).toEqual({ keyId: made['keyId'], signatureValid: true, signingAlgorithm: algorithm });
  });

  test('gives base64 that verify takes from a pipe', async () => {
    const place = await placeToSign('EC_P256');
    const signed = await place.run(['sign', '-', ...signing, ...alice], { input: 'a message' });
    expect(signed).toMatchObject({ status: 0, errors: '' });
    const signature = Buffer.from(signed.output, 'base64');
    expect(signed.output).toBe(`${signature.toString('base64')}\n`);
    const key = createPublicKey(await readFile(place.path('public.pem')));
    expect(verify('sha256', Buffer.from('a message'), key, signature)).toBe(true);
    const verified = await place.run(['verify', 'message', ...signing, '--signature', '-', ...alice], {
      input: signed.output,
    });
    expect(verified.output).toMatch(/^The signature is valid: ECDSA_SHA_256 with key [0-9a-f-]{36}\.\n$/);
    expect(verified).toMatchObject({ status: 0, errors: '' });
  });

  test('takes a digest that was made elsewhere', async () => {
    const place = await placeToSign('EC_P384');
    await writeFile(place.path('digest'), createHash('sha384').update('a message').digest());
    const digest = ['--message-type', 'DIGEST'];
    await documentOf(place, ['sign', 'digest', ...signing, ...digest, '-o', 'signature']);
    expect(openssl(place, 'dgst', '-sha384', '-verify', 'public.pem', '-signature', 'signature', 'message')).toBe(
      'Verified OK\n',
    );
    const wrong = await place.run(['sign', 'message', ...signing, ...digest, ...alice]);
    expect(wrong).toMatchObject({ status: 2, output: '' });
    expect(wrong.errors).toContain('[WrongDigestLength]');
  });

  test('refuses what can not be signed', async () => {
    const place = await placeToSign('ML_DSA_44');
    const refused = async (...argv: readonly string[]): Promise<string> => {
      const ended = await place.run([...argv, ...alice]);
      expect(ended.output).toBe('');
      return `${ended.status} ${/\[(\w+)\]/.exec(ended.errors)?.[1] ?? ''}`;
    };
    await writeFile(place.path('large'), randomBytes(5_000));
    expect(await refused('sign', 'large', ...signing)).toBe('2 InputTooLarge');
    expect(await refused('sign', 'message', ...signing, '--digest')).toBe('2 UsageError');
    expect(await refused('sign', 'message', ...signing, '--digest', '--algorithm', 'ML_DSA_SHAKE_256')).toBe(
      '2 UsageError',
    );
    expect(await refused('sign', 'message', ...signing, '--digest', '--message-type', 'RAW')).toBe('2 UsageError');
    expect(await refused('sign', 'message', ...signing, '--message-type', 'DIGEST')).toBe('1 UnsupportedMessageType');
    expect(await refused('sign', 'message', ...signing, '--algorithm', 'ECDSA_SHA_256')).toBe('1 UnsupportedAlgorithm');
    expect(await refused('sign', 'missing', ...signing)).toBe('1 FileUnavailable');
    expect(await refused('sign', 'message', ...signing, '-o', 'message')).toBe('1 OutputExists');
    await place.run(['key', 'create', '--alias', 'alias/data', ...alice]);
    expect(await refused('sign', 'message', '--key', 'alias/data')).toBe('1 WrongKeyUsage');
    expect(await refused('public-key', 'alias/data')).toBe('1 NoPublicKey');
  });
});

describe('verify', () => {
  test('ends with 10 for whatever is no signature of the message', async () => {
    const place = await placeToSign('RSA_2048');
    await documentOf(place, ['sign', 'message', ...signing, '-o', 'signature']);
    const check = ['verify', 'message', ...signing, '--signature', 'signature', ...alice];
    expect(await place.run(check)).toMatchObject({ status: 0 });
    const signature = await readFile(place.path('signature'));
    const changed = Buffer.from(signature);
    changed.writeUInt8(changed.readUInt8(100) ^ 1, 100);
    for (const other of [changed, signature.subarray(1), Buffer.of(7)]) {
      await writeFile(place.path('signature'), other);
      const ended = await place.run(check);
      expect(ended).toMatchObject({ status: 10, errors: '' });
      expect(ended.output).toContain('The signature is not valid');
    }
    await writeFile(place.path('signature'), signature);
    await writeFile(place.path('message'), 'another message');
    const told = await place.run([...check, '--json']);
    expect(told).toMatchObject({ status: 10, errors: '' });
    expect(JSON.parse(told.output)).toMatchObject({ signatureValid: false, signingAlgorithm: 'RSASSA_PSS_SHA_256' });
  });

  test('refuses standard input for two things, and what is not base64', async () => {
    const place = await placeToSign('EC_P256');
    const twice = await place.run(['verify', '-', ...signing, '--signature', '-', ...alice], { input: 'YQ==' });
    expect(twice).toMatchObject({ status: 2, output: '' });
    expect(twice.errors).toContain('both the message and the signature');
    const text = await place.run(['verify', 'message', ...signing, '--signature', '-', ...alice], { input: '?' });
    expect(text).toMatchObject({ status: 2, output: '' });
    expect(await place.run(['verify', 'message', ...signing, ...alice])).toMatchObject({ status: 2, output: '' });
  });
});

describe('public-key', () => {
  test('gives PEM or DER, to a file or to standard output', async () => {
    const place = await placeToSign('EC_P256');
    const pem = (await place.run(['public-key', 'alias/signing', ...alice])).output;
    expect(pem).toBe(await readFile(place.path('public.pem'), 'utf8'));
    const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    const told = await place.run(['public-key', 'alias/signing', '--format', 'der', ...alice]);
    expect(told.output).toBe(`${der.toString('base64')}\n`);
    const wrote = await place.run(['public-key', 'alias/signing', '--format', 'der', '-o', 'public.der', ...alice]);
    expect(wrote.output).toMatch(/^Wrote the public key of [0-9a-f-]{36} \(EC_P256\) to public\.der\.\n$/);
    expect(await readFile(place.path('public.der'))).toEqual(der);
    expect(await documentOf(place, ['public-key', 'alias/signing'])).toMatchObject({
      keySpec: 'EC_P256',
      keyUsage: 'SIGN_VERIFY',
      signingAlgorithms: ['ECDSA_SHA_256'],
      publicKey: der.toString('base64'),
      publicKeyPem: pem,
    });
  });
});

describe('the README', () => {
  test('has commands that sign a file so that openssl verifies it', async () => {
    const place = await placeWithPolicy();
    await writeFile(place.path('release.tar'), randomBytes(10_000));
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const block = /### Signatures and codes\n\n```console\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const [create = [], sign = [], give = [], check = []] = [...block.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) =>
      command.split(' '),
    );
    for (const [name, ...argv] of [create, sign, give]) {
      expect(name).toBe('chatelaine');
      expect(await place.run([...argv, '--principal', 'user:alice'])).toMatchObject({ status: 0, errors: '' });
    }
    expect(openssl(place, ...check.slice(1))).toBe(block.split('\n').at(-2)?.concat('\n'));
  });
});
