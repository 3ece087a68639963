import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { containing } from './containing.ts';
import { openRootKey, validate } from './registered.ts';

const keyText = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const none = new Uint8Array(0);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a root key in the environment', () => {
  test('is read from CHATELAINE_ROOT_KEY', async () => {
    vi.stubEnv('CHATELAINE_ROOT_KEY', keyText);
    const rootKey = await openRootKey('environment', {});
    expect(rootKey.description).toBe('environment variable CHATELAINE_ROOT_KEY');
    expect(await rootKey.unwrap(await rootKey.wrap(Uint8Array.of(1, 2), none), none)).toEqual(Uint8Array.of(1, 2));
  });

  test('is read from the variable that the options name', async () => {
    vi.stubEnv('PAYMENTS_KEY', keyText);
    expect((await openRootKey('environment', { variable: 'PAYMENTS_KEY' })).description).toContain('PAYMENTS_KEY');
  });

  test.each([[undefined], ['']])('is not made when the variable is %j, not even for a new vault', async (value) => {
    vi.stubEnv('CHATELAINE_ROOT_KEY', value);
    await expect(openRootKey('environment', {}, { newVault: true })).rejects.toMatchObject({
      code: 'RootKeyUnavailable',
      message: containing("randomBytes(32).toString('base64url')"),
    });
  });

  test('is not looked for in what every object inherits', async () => {
    await expect(openRootKey('environment', { variable: 'toString' })).rejects.toMatchObject({
      code: 'RootKeyUnavailable',
      message: containing('is not set'),
    });
  });

  test.each([
    ['padding', `${keyText}=`],
    ['the other alphabet', `${keyText.slice(0, -2)}+8`],
    ['a line break', `${keyText}\n`],
    ['a space before it', ` ${keyText}`],
    ['a byte too few', keyText.slice(0, 42)],
    ['a byte too many', `${keyText}AA`],
    ['hexadecimal', '00'.repeat(32)],
    ['bits after its end', `${keyText.slice(0, -1)}9`],
  ])('is refused with %s, and not shown', async (_what, value) => {
    vi.stubEnv('CHATELAINE_ROOT_KEY', value);
    const error: unknown = await openRootKey('environment', {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'RootKeyUnavailable', message: containing('32 random bytes') });
    expect(inspect(error, { depth: 9 })).not.toContain(value.trim().slice(0, 20));
  });

  test.each([
    [{ variable: '' }],
    [{ variable: 'A-B' }],
    [{ variable: 7 }],
    [{ variables: 'A' }],
    [null],
    ['A'],
    [{ variable: '1A' }],
  ])('has closed options: %j is refused', async (options) => {
    expect((await validate('environment', options)).issues).toHaveLength(1);
  });
});
