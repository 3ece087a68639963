import type * as crypto from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { VaultError } from '@chatelaine/core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { containing } from './containing.ts';
import { PassphraseSecret, stretch } from '../src/passphrase-secret.ts';
import type { RootSecret } from '../src/root-secret.ts';
import { WrappingRootKey } from '../src/wrapping-root-key.ts';
import { openRootKey, scratchDirectory, validate } from './registered.ts';

const passphrase = 'correct horse battery';
const cost = { N: 2 ** 14 };
const secret = Uint8Array.of(9, 8, 7);
const none = new Uint8Array(0);
const rejected: unknown = expect.objectContaining({ code: 'RootKeyRejected' });

let scratch: ReturnType<typeof scratchDirectory>;
beforeEach(() => {
  scratch = scratchDirectory();
});
afterEach(() => {
  vi.unstubAllEnvs();
  scratch.remove();
});

const open = (options: object, newVault = false) =>
  openRootKey('passphrase', { cost, ...options }, { baseDirectory: scratch.path, newVault });

function write(content: string | Uint8Array, mode = 0o600): void {
  const path = join(scratch.path, 'passphrase.txt');
  writeFileSync(path, content);
  chmodSync(path, mode);
}

/** Made by another implementation (Python's `hashlib.scrypt` and `cryptography`), under `Kaffee über Ångström`. */
const vector = Buffer.from(
  '01020e0801a0a1a2a3a4a5a6a7a8a9aaabacadaeaf' +
    'a28be490b06c68ca2b4555e7ccafd7716d5da52e3bb08a24ed9dd2ac3d91e16a' +
    'c0c1c2c3c4c5c6c7c8c9cacb' +
    '786bcb252140edc3280fecbea420c6cefba3fb5abb72fa287648e28612dc1de1' +
    '9322b3cecaaf5e6501b7a0b9a9488ec6',
  'hex',
);
const vectorData = Buffer.from('vault/keyring');
const vectorSecret = Uint8Array.from({ length: 32 }, (_, index) => 0x40 + index);

/** A passphrase that is stretched once for each cost and salt, so that many attempts to open one thing are fast. */
function rememberingSecret(text: string): RootSecret {
  const secretOfText = new PassphraseSecret(Buffer.from(text), { N: 2 ** 14, r: 8, p: 1 });
  const known = new Map<string, Promise<Uint8Array>>();
  return {
    method: secretOfText.method,
    parameterLength: secretOfText.parameterLength,
    newParameters: () => secretOfText.newParameters(),
    dispose: () => secretOfText.dispose(),
    rootKey: async (parameters, salt) => {
      const name = Buffer.concat([parameters, salt]).toString('hex');
      const deriving = known.get(name) ?? secretOfText.rootKey(parameters, salt);
      known.set(name, deriving);
      return new Uint8Array(await deriving);
    },
  };
}

describe('a passphrase', () => {
  test('opens what it wrapped, and what it wrapped at another cost', async () => {
    const wrapped = await (await open({ passphrase })).wrap(secret, none);
    expect([...wrapped.subarray(0, 5)]).toEqual([1, 2, 14, 8, 1]);
    const dearer = await open({ passphrase, cost: { N: 2 ** 14, r: 9, p: 2 } });
    expect(await dearer.unwrap(wrapped, none)).toEqual(secret);
    expect([...(await dearer.wrap(secret, none)).subarray(2, 5)]).toEqual([14, 9, 2]);
  });

  test('costs N = 2^17, r = 8, p = 1 unless the options say otherwise', async () => {
    const rootKey = await openRootKey('passphrase', { passphrase });
    const wrapped = await rootKey.wrap(secret, none);
    expect([...wrapped.subarray(2, 5)]).toEqual([17, 8, 1]);
    expect(await rootKey.unwrap(wrapped, none)).toEqual(secret);
  });

  test.each(['correct horse batterY', 'correct horse battery ', 'Correct horse battery', 'x'])(
    'is rejected when it is another: %j',
    async (other) => {
      const wrapped = await (await open({ passphrase })).wrap(secret, none);
      await expect((await open({ passphrase: other })).unwrap(wrapped, none)).rejects.toEqual(rejected);
    },
  );

  test('opens what another implementation wrapped, however its letters and spaces were typed', async () => {
    for (const typed of [
      'Kaffee über Ångström',
      'Kaffee u\u0308ber A\u030Angstro\u0308m',
      'Kaffee\u00A0über\u3000Ångström',
    ]) {
      expect(await (await open({ passphrase: typed })).unwrap(vector, vectorData)).toEqual(vectorSecret);
    }
  });

  test('is another one with letters that only look alike', async () => {
    const wrapped = await (await open({ passphrase: 'ﬁsh and more ﬁsh' })).wrap(secret, none);
    await expect((await open({ passphrase: 'fish and more fish' })).unwrap(wrapped, none)).rejects.toEqual(rejected);
  });

  test('rejects what another implementation wrapped with any byte changed or cut off', async () => {
    const rootKey = new WrappingRootKey('passphrase', rememberingSecret('Kaffee über Ångström'));
    const changed = Array.from(vector, (_, index) => {
      const copy = new Uint8Array(vector);
      copy[index] = (copy[index] ?? 0) ^ 1;
      return copy;
    });
    const cut = Array.from(vector, (_, length) => vector.subarray(0, length));
    for (const each of [...changed, ...cut]) {
      await expect(rootKey.unwrap(each, vectorData)).rejects.toEqual(rejected);
    }
    expect(await rootKey.unwrap(vector, vectorData)).toEqual(vectorSecret);
  });

  test('is of no use for what a random key wrapped, and the other way round', async () => {
    vi.stubEnv('CHATELAINE_ROOT_KEY', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8');
    const random = await openRootKey('environment', {});
    const phrase = await open({ passphrase });
    await expect(phrase.unwrap(await random.wrap(secret, none), none)).rejects.toEqual(rejected);
    await expect(random.unwrap(await phrase.wrap(secret, none), none)).rejects.toEqual(rejected);
  });

  test('shows nowhere', async () => {
    const rootKey = await open({ passphrase });
    const error: unknown = await rootKey.unwrap(vector, vectorData).catch((thrown: unknown) => thrown);
    const shown = [rootKey, error].map((each) => inspect(each, { depth: Infinity, showHidden: true, getters: true }));
    const everything = [...shown, JSON.stringify(rootKey), rootKey.description].join('\n');
    expect(everything).not.toContain('horse');
    expect(everything).not.toContain(Buffer.from('horse').toString('hex'));
    expect(everything).not.toMatch(/104,\s*111,\s*114,\s*115/);
  });
});

describe('an untrusted cost', () => {
  const forged = (logarithm: number, r: number, p: number): Uint8Array => {
    const wrapped = new Uint8Array(vector);
    wrapped.set([logarithm, r, p], 2);
    return wrapped;
  };

  test.each([
    [21, 8, 1],
    [255, 8, 1],
    [20, 16, 1],
    [20, 9, 1],
    [17, 17, 1],
    [17, 255, 1],
    [17, 8, 5],
    [17, 8, 255],
    [0, 8, 1],
    [1, 8, 1],
    [13, 8, 1],
    [17, 0, 1],
    [17, 7, 1],
    [17, 8, 0],
  ])('of N = 2^%i, r = %i, p = %i is refused before anything is derived', async (logarithm, r, p) => {
    const derive = vi.fn<(...parameters: unknown[]) => never>();
    vi.resetModules();
    vi.doMock('node:crypto', async (original) => ({
      ...(await original<typeof crypto>()),
      scrypt: derive,
    }));
    try {
      const mocked = await import('../src/passphrase-secret.ts');
      const neverStretched = new mocked.PassphraseSecret(Buffer.from(passphrase), { N: 2 ** 14, r: 8, p: 1 });
      const rootKey = new WrappingRootKey('passphrase', neverStretched);
      await expect(rootKey.unwrap(forged(logarithm, r, p), vectorData)).rejects.toEqual(rejected);
      expect(derive).not.toHaveBeenCalled();
    } finally {
      vi.doUnmock('node:crypto');
      vi.resetModules();
    }
  });
});

describe('scrypt', () => {
  test('gives the third answer of RFC 7914 section 12, of which it takes the first 32 bytes', async () => {
    const key = await stretch(Buffer.from('pleaseletmein'), Buffer.from('SodiumChloride'), { N: 16_384, r: 8, p: 1 });
    expect(Buffer.from(key).toString('hex')).toBe('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2');
  });
});

describe('where a passphrase comes from', () => {
  test.each([
    ['text', passphrase],
    ['a function', () => passphrase],
    ['a function that promises it', async () => passphrase],
  ])('may be %s, and its description does not tell it', async (_what, given) => {
    const wrapped = await (await open({ passphrase })).wrap(secret, none);
    const rootKey = await open({ passphrase: given });
    expect(await rootKey.unwrap(wrapped, none)).toEqual(secret);
    expect(rootKey.description).toBe('passphrase');
  });

  test('is asked once, when the vault opens', async () => {
    const ask = vi.fn<() => string>(() => passphrase);
    const rootKey = await open({ passphrase: ask });
    await rootKey.unwrap(await rootKey.wrap(secret, none), none);
    expect(ask).toHaveBeenCalledOnce();
  });

  test('may be a function that fails: its error is the cause, or goes through if it has a code', async () => {
    const failure = new Error('no terminal');
    await expect(open({ passphrase: () => Promise.reject(failure) })).rejects.toMatchObject({
      code: 'RootKeyUnavailable',
      cause: failure,
    });
    const own = new VaultError('RootKeyUnavailable', 'There is no terminal to ask on.');
    await expect(open({ passphrase: () => Promise.reject(own) })).rejects.toBe(own);
    await expect(open({ passphrase: () => 12 })).rejects.toMatchObject({ code: 'RootKeyUnavailable' });
  });

  test.each([
    ['', ''],
    ['\n', ' and a line break'],
    ['\r\n', ' and the line break of Windows'],
  ])('may be a file of mode 0600 that holds it%s', async (ending) => {
    const wrapped = await (await open({ passphrase })).wrap(secret, none);
    write(`${passphrase}${ending}`);
    const rootKey = await open({ file: './passphrase.txt' });
    expect(await rootKey.unwrap(wrapped, none)).toEqual(secret);
    expect(rootKey.description).toBe('passphrase in file ./passphrase.txt');
  });

  test('is a file of which exactly one line break is taken off', async () => {
    write(`${passphrase}\n\n`);
    await expect(open({ file: './passphrase.txt' })).rejects.toMatchObject({
      message: containing('control'),
    });
    write(` ${passphrase} \n`);
    const wrapped = await (await open({ passphrase: ` ${passphrase} ` })).wrap(secret, none);
    expect(await (await open({ file: './passphrase.txt' })).unwrap(wrapped, none)).toEqual(secret);
  });

  test('is a file that others can not read', async () => {
    write(passphrase, 0o640);
    await expect(open({ file: './passphrase.txt' })).rejects.toMatchObject({
      code: 'RootKeyExposed',
      message: containing('chmod 600'),
    });
  });

  test('is a file that exists, for a new vault too, and that holds UTF-8', async () => {
    await expect(open({ file: './missing.txt' }, true)).rejects.toMatchObject({ code: 'RootKeyUnavailable' });
    write(Uint8Array.of(0x66, 0xff, 0x66));
    await expect(open({ file: './passphrase.txt' })).rejects.toMatchObject({ code: 'RootKeyUnavailable' });
    write('x'.repeat(100_000));
    await expect(open({ file: './passphrase.txt' })).rejects.toMatchObject({
      message: containing('longer'),
    });
  });

  test('may be an environment variable', async () => {
    const wrapped = await (await open({ passphrase })).wrap(secret, none);
    await expect(open({ variable: 'VAULT_PASSPHRASE' })).rejects.toMatchObject({ code: 'RootKeyUnavailable' });
    vi.stubEnv('VAULT_PASSPHRASE', passphrase);
    const rootKey = await open({ variable: 'VAULT_PASSPHRASE' });
    expect(await rootKey.unwrap(wrapped, none)).toEqual(secret);
    expect(rootKey.description).toBe('passphrase in environment variable VAULT_PASSPHRASE');
  });
});

describe('what a passphrase may be', () => {
  test('for a new vault: 12 characters or more, counted as they are seen', async () => {
    await expect(open({ passphrase: 'elevenchars' }, true)).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message: containing('11 characters'),
    });
    await expect(open({ passphrase: 'u\u0308'.repeat(11) }, true)).rejects.toMatchObject({
      code: 'InvalidConfiguration',
    });
    await expect(open({ passphrase: '🔑'.repeat(11) }, true)).rejects.toMatchObject({ code: 'InvalidConfiguration' });
    expect((await open({ passphrase: 'twelve chars' }, true)).description).toBe('passphrase');
  });

  test('for a vault that exists: any length', async () => {
    expect((await open({ passphrase: 'short' })).description).toBe('passphrase');
  });

  test.each([
    ['empty', ''],
    ['with half a surrogate pair', `${passphrase}\uD800`],
    ['with a line break', `${passphrase}\n`],
    ['with a NUL', `${passphrase}\0`],
    ['of more than 1,024 bytes', 'ü'.repeat(513)],
  ])('never %s, and the error does not show it', async (_what, given) => {
    const error: unknown = await open({ passphrase: given }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'RootKeyUnavailable' });
    expect(inspect(error, { depth: 9 })).not.toMatch(/horse|üü/);
  });

  test('of 1,024 bytes at most', async () => {
    expect((await open({ passphrase: 'ü'.repeat(512) })).description).toBe('passphrase');
  });
});

describe('the options of a passphrase', () => {
  test.each([
    [{}],
    [null],
    [passphrase],
    [{ passphrase: 12 }],
    [{ passphrase, file: './p' }],
    [{ file: '' }],
    [{ variable: passphrase }],
    [{ variable: 'A', passphrase }],
    [{ passphrase, hint: 'x' }],
    [{ passphrase, cost: { N: 1000 } }],
    [{ passphrase, cost: { N: 2 ** 13 } }],
    [{ passphrase, cost: { N: 2 ** 21 } }],
    [{ passphrase, cost: { N: 2 ** 20, r: 9 } }],
    [{ passphrase, cost: { r: 7 } }],
    [{ passphrase, cost: { r: 8.5 } }],
    [{ passphrase, cost: { p: 5 } }],
    [{ passphrase, cost: { p: Number.NaN } }],
    [{ passphrase, cost: { maxmem: 1 } }],
    [{ passphrase, cost: 'high' }],
  ])('are closed, and their errors do not show a passphrase: %j', async (options) => {
    const result = await validate('passphrase', options);
    expect(result.issues).toHaveLength(1);
    expect(inspect(result, { depth: Infinity, showHidden: true })).not.toContain('horse');
  });

  test('say where the fault is', async () => {
    expect((await validate('passphrase', { passphrase, cost: { N: 3 } })).issues).toEqual([
      { message: containing('N a power of two'), path: ['cost'] },
    ]);
  });
});
