import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { openssl } from './openssl.ts';
import { alice, documentOf, placeWithPolicy } from './vault-place.ts';

describe('encrypt and decrypt with --algorithm', () => {
  test('exchange blocks of RSAES-OAEP with openssl', async () => {
    const place = await placeWithPolicy();
    const usage = ['--key-spec', 'RSA_2048', '--key-usage', 'ENCRYPT_DECRYPT'];
    await documentOf(place, ['key', 'create', '--alias', 'alias/inbox', ...usage]);
    await documentOf(place, ['public-key', 'alias/inbox', '-o', 'public.pem']);
    await writeFile(place.path('plain'), 'for your eyes');
    const oaep = ['--algorithm', 'RSAES_OAEP_SHA_256', '--key', 'alias/inbox'];
    const made = await documentOf(place, ['encrypt', 'plain', ...oaep]);
    expect(made).toMatchObject({ output: 'plain.chatelaine', bytes: 256 });
    const options = ['-pkeyopt', 'rsa_padding_mode:oaep', '-pkeyopt', 'rsa_oaep_md:sha256'];
    openssl(
      place,
      'pkeyutl',
      '-encrypt',
      '-pubin',
      '-inkey',
      'public.pem',
      ...options,
      '-in',
      'plain',
      '-out',
      'block',
    );
    for (const block of ['plain.chatelaine', 'block']) {
      const opened = await place.run(['decrypt', block, ...oaep, '-o', '-', ...alice]);
      expect(opened).toMatchObject({ status: 0, output: 'for your eyes', errors: '' });
    }
    const unnamed = await place.run(['decrypt', 'block', '-o', '-', '--algorithm', 'RSAES_OAEP_SHA_256', ...alice]);
    expect(unnamed).toMatchObject({ status: 2, output: '' });
    const other = await place.run([
      'decrypt',
      'block',
      '-o',
      '-',
      '--algorithm',
      'RSAES_OAEP_SHA_1',
      ...oaep.slice(2),
      ...alice,
    ]);
    expect(other).toMatchObject({ status: 6, output: '' });
    const context = await place.run(['encrypt', 'plain', '-o', 'x', ...oaep, '--context', 'a=1', ...alice]);
    expect(context.errors).toContain('[UnsupportedEncryptionContext]');
    await writeFile(place.path('plain'), randomBytes(191));
    const large = await place.run(['encrypt', 'plain', '-o', 'x', ...oaep, ...alice]);
    expect(large.errors).toContain('[InputTooLarge]');
    const stream = await place.run(['encrypt', 'plain', '-o', 'x', '--key', 'alias/inbox', ...alice]);
    expect(stream.errors).toContain('[UnsupportedAlgorithm]');
  });
});

describe('re-encrypt', () => {
  test('takes data keys and blocks to another key', async () => {
    const place = await placeWithPolicy();
    for (const alias of ['alias/old', 'alias/new']) await documentOf(place, ['key', 'create', '--alias', alias]);
    const made = await documentOf(place, ['data-key', 'create', '--key', 'alias/old', '--context', 'a=1']);
    const moved = await place.run(['re-encrypt', '-', '--key', 'alias/new', '--source-context', 'a=1', ...alice], {
      input: String(made['ciphertext']),
    });
    expect(moved).toMatchObject({ status: 0, errors: '' });
    const opened = await place.run(
      ['data-key', 'decrypt', '-', '--key', 'alias/new', '--context', 'a=1', '--json', ...alice],
      { input: moved.output },
    );
    expect(JSON.parse(opened.output)).toMatchObject({ plaintext: made['plaintext'] });

    await writeFile(place.path('plain'), 'text');
    const symmetric = ['--algorithm', 'SYMMETRIC_DEFAULT'];
    await documentOf(place, ['encrypt', 'plain', ...symmetric, '--key', 'alias/old', '--context', 'b=2']);
    const again = ['re-encrypt', 'plain.chatelaine', '--key', 'alias/new', '--source-context', 'b=2'];
    const without = await documentOf(place, [
      ...again,
      '--without-context',
      '-o',
      'again',
      '--source-key',
      'alias/old',
    ]);
    expect(without).toMatchObject({ ciphertextFile: 'again', sourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
    expect((await place.run(['decrypt', 'again', ...symmetric, '-o', '-', ...alice])).output).toBe('text');
    await documentOf(place, [...again, '--context', 'c=3', '-o', 'third']);
    const third = await place.run(['decrypt', 'third', ...symmetric, '-o', '-', '--context', 'c=3', ...alice]);
    expect(third.output).toBe('text');
    expect(await place.run([...again, '--context', 'c=3', '--without-context', ...alice])).toMatchObject({ status: 2 });
    const wrong = await place.run([...again.slice(0, -1), 'b=3', ...alice]);
    expect(wrong).toMatchObject({ status: 6, output: '' });

    await documentOf(place, ['encrypt', 'plain', '--key', 'alias/old', '-o', 'stream']);
    const stream = await place.run(['re-encrypt', 'stream', '--key', 'alias/new', ...alice]);
    expect(stream.errors).toContain('[UnsupportedPurpose]');
  });
});
