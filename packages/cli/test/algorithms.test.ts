import { describe, expect, test } from 'vitest';
import { Workplace } from './command.ts';

describe('algorithms', () => {
  test('need no vault, and tell what works and how well its time is kept', async () => {
    const place = await Workplace.create();
    const told = await place.run(['algorithms', '--json']);
    expect(told).toMatchObject({ status: 0, errors: '' });
    const { algorithms } = JSON.parse(told.output) as { algorithms: Record<string, unknown>[] };
    expect(algorithms.map(({ keySpec }) => keySpec)).toEqual([
      'AES_256',
      'EC_P256',
      'EC_P384',
      'HMAC_256',
      'HMAC_384',
      'HMAC_512',
      'ML_DSA_44',
      'ML_DSA_65',
      'ML_DSA_87',
      'RSA_2048',
      'RSA_3072',
      'RSA_4096',
      'SECP256K1',
    ]);
    expect(algorithms[0]).toMatchObject({
      algorithmNames: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
      provider: { name: expect.stringContaining('node:crypto') as string, timing: 'constant-time' },
      execution: 'inline',
    });
    const { output } = await place.run(['algorithms']);
    expect(output).toMatch(/^KEY SPEC +PROVIDER +TIMING +KEYS MADE +DATA-KEY PAIRS\nAES_256 +node:crypto/);
    expect(output).toMatch(/^SECP256K1 +libsecp256k1.*(constant-time|best-effort) +inline +yes$/m);
    expect(output).toContain('constant-time: written so that its time does not depend on secrets.');
    expect(output).toMatch(/^SIGN_VERIFY +RSASSA_PSS_SHA_256 +RSA_2048, RSA_3072, RSA_4096$/m);
    expect(output).toMatch(/^ENCRYPT_DECRYPT +RSAES_OAEP_SHA_1 +RSA_2048, RSA_3072, RSA_4096$/m);
  });
});
