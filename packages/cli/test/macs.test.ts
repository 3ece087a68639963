import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { alice, documentOf, placeWithPolicy } from './vault-place.ts';

describe('mac', () => {
  test('generate makes the code that openssl makes, and verify knows it', async () => {
    const place = await placeWithPolicy();
    await documentOf(place, ['key', 'create', '--alias', 'alias/codes', '--key-spec', 'HMAC_384']);
    const key = ['--key', 'alias/codes'];
    await writeFile(place.path('message'), 'a message');
    const made = await place.run(['mac', 'generate', 'message', ...key, ...alice]);
    expect(Buffer.from(made.output, 'base64')).toHaveLength(48);
    const verified = await place.run(['mac', 'verify', 'message', ...key, '--mac', '-', ...alice], {
      input: made.output,
    });
    expect(verified.output).toMatch(/^The code is valid: HMAC_SHA_384 with key [0-9a-f-]{36}\.\n$/);
    const told = await documentOf(place, ['mac', 'generate', 'message', ...key, '-o', 'code']);
    expect(told).toEqual({ keyId: told['keyId'], macAlgorithm: 'HMAC_SHA_384', macFile: 'code' });
    expect((await readFile(place.path('code'))).toString('base64')).toBe(made.output.trim());
    await writeFile(place.path('code'), (await readFile(place.path('code'))).subarray(0, 32));
    const check = ['mac', 'verify', 'message', ...key, '--mac', 'code', ...alice];
    const short = await place.run(check);
    expect(short).toMatchObject({ status: 10, errors: '' });
    expect(short.output).toContain('The code is not valid');
    const json = await place.run([...check, '--json']);
    expect(JSON.parse(json.output)).toMatchObject({ macValid: false, macAlgorithm: 'HMAC_SHA_384' });
    const twice = await place.run(['mac', 'verify', '-', ...key, '--mac', '-', ...alice], { input: '' });
    expect(twice).toMatchObject({ status: 2, output: '' });
    const wrong = await place.run(['mac', 'generate', 'message', ...key, '--algorithm', 'HMAC_SHA_256', ...alice]);
    expect(wrong).toMatchObject({ status: 1, output: '' });
    expect(wrong.errors).toContain('[UnsupportedAlgorithm]');
  });
});
