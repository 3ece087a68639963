import type { AuthorizationRequest, CallerOperations, EncryptionContext } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import type { Vault } from '@chatelaine/vault';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeContext } from '../src/ciphertext/encryption-context.ts';
import { codeOf } from './support/refusal.ts';

const asked: AuthorizationRequest[] = [];
let vault: Vault;
let kms: CallerOperations;
let keyId: string;

beforeAll(async () => {
  vault = await openTestVault({
    decide: (request) => {
      asked.push(request);
      return true;
    },
  });
  kms = vault.as({ id: 'user:alice' });
  ({ keyId } = await kms.createKey());
});

afterAll(() => vault.close());

const plaintext = Buffer.from('text');
const encodedAs = (context: unknown): string => Buffer.from(encodeContext(context).encoded).toString('hex');

/** What `docs/formats.md` says, written down a second time and without a thought for speed. */
function expectedEncoding(context: EncryptionContext): string {
  const field = (text: string): Buffer => {
    const bytes = Buffer.from(text, 'utf8');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const count = Buffer.alloc(2);
  count.writeUInt16BE(Object.keys(context).length);
  const sorted = Object.entries(context).toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Buffer.concat([count, ...sorted.flatMap(([name, value]) => [field(name), field(value)])]).toString('hex');
}

const isSpecified = (context: EncryptionContext): boolean => encodedAs(context) === expectedEncoding(context);

/** Pairs of contexts that a careless encoding makes equal. */
const collisions: readonly (readonly [string, EncryptionContext, EncryptionContext])[] = [
  ['the place of a character between name and value', { ab: 'c' }, { a: 'bc' }],
  ['an equals sign in a name or in a value', { 'a=b': 'c' }, { a: 'b=c' }],
  ['a separator in a value or two pairs', { a: '1&b=2' }, { a: '1', b: '2' }],
  ['a comma in a value or two pairs', { a: '1,b:2' }, { a: '1', b: '2' }],
  ['a line feed in a value or two pairs', { a: '1\nb=2' }, { a: '1', b: '2' }],
  ['a zero byte in a value or two pairs', { a: '1\0b\x002' }, { a: '1', b: '2' }],
  ['quotes of JSON in a value or two pairs', { a: '1","b":"2' }, { a: '1', b: '2' }],
  ['names and values exchanged', { a: 'b' }, { b: 'a' }],
  ['the values of two names exchanged', { a: '1', b: '2' }, { a: '2', b: '1' }],
  ['an empty value or none', { a: '', b: '' }, { a: '' }],
  ['a pair with an empty value or an empty context', { a: '' }, {}],
  ['lengths written into the text', { a: '\u0000\u0001b\u0000\u0001c' }, { a: '', b: 'c' }],
  ['composed and decomposed characters', { a: '\u00E9' }, { a: 'e\u0301' }],
  ['upper and lower case', { A: 'x' }, { a: 'x' }],
  ['a space at the end', { a: 'x ' }, { a: 'x' }],
  ['a full-width letter', { a: '\uFF41' }, { a: 'a' }],
  ['the replacement character and text that would become it', { a: '\uFFFD' }, { a: '?' }],
  ['a character beyond the basic plane and its escape', { a: '\u{1F511}' }, { a: '\\ud83d\\udd11' }],
  ['a number and its text with a zero before it', { a: '1' }, { a: '01' }],
];

describe('requirement 4: the canonical encoding of an encryption context', () => {
  test.each(collisions)('tells apart %s', async (_what, one, other) => {
    expect(encodedAs(one)).not.toBe(encodedAs(other));
    const { ciphertext } = await kms.encryptData({ keyId, plaintext, encryptionContext: one });
    expect(await codeOf(kms.decryptData({ ciphertext, encryptionContext: other }))).toBe('DecryptFailed');
    await kms.decryptData({ ciphertext, encryptionContext: one });
  });

  const text = fc.string({
    unit: fc.constantFrom(
      'a',
      'b',
      '\0',
      '\u0001',
      '=',
      '\u00E9',
      '\uD7FF',
      '\uE000',
      '\uFFFF',
      '\u{10000}',
      '\u{1F511}',
    ),
    maxLength: 4,
  });
  const context = fc.dictionary(
    text.filter((name) => name !== ''),
    text,
    { maxKeys: 4, noNullPrototype: false },
  );

  test('is the one that is specified: a count, then pairs with their lengths, sorted by the bytes of their names', () => {
    fc.assert(
      fc.property(context, (pairs) => isSpecified(pairs)),
      { numRuns: 500 },
    );
    const anyText = fc.string({ unit: 'grapheme', maxLength: 20 });
    const any = fc.dictionary(
      anyText.filter((name) => name !== ''),
      anyText,
      { maxKeys: 20 },
    );
    fc.assert(
      fc.property(any, (pairs) => isSpecified(pairs)),
      { numRuns: 200 },
    );
  });

  test('is injective', () => {
    const isSame = (one: EncryptionContext, other: EncryptionContext): boolean =>
      Object.keys(one).length === Object.keys(other).length &&
      Object.entries(one).every(([name, value]) => Object.hasOwn(other, name) && other[name] === value);
    fc.assert(
      fc.property(context, context, (one, other) => (encodedAs(one) === encodedAs(other)) === isSame(one, other)),
      { numRuns: 2_000 },
    );
  });

  test('does not depend on the order of the pairs', () => {
    const shuffled = context.chain((pairs) =>
      fc.tuple(
        fc.constant(pairs),
        fc.shuffledSubarray(Object.entries(pairs), { minLength: Object.keys(pairs).length }),
      ),
    );
    fc.assert(fc.property(shuffled, ([pairs, entries]) => encodedAs(Object.fromEntries(entries)) === encodedAs(pairs)));
  });

  test('sorts by UTF-8 and not by UTF-16: U+FFFF comes before U+10000, and U+D7FF before both', () => {
    const names = ['\u{10000}', '\uFFFF', '\uE000', '\uD7FF', 'z', '\u{10FFFF}'];
    const encoded = encodedAs(Object.fromEntries(names.map((name) => [name, ''])));
    const expected = ['z', '\uD7FF', '\uE000', '\uFFFF', '\u{10000}', '\u{10FFFF}'];
    const positions = expected.map((name) => encoded.indexOf(Buffer.from(name).toString('hex')));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(positions).not.toContain(-1);
  });

  test('takes exactly as much as it may: 64 pairs, 8,192 bytes', async () => {
    const pairs = Object.fromEntries(
      Array.from({ length: 64 }, (_, index) => [`${index}`.padStart(8, '0'), 'x'.repeat(120)]),
    );
    const one = { a: 'b'.repeat(8_191) };
    const wide = { a: `${'\u{1F511}'.repeat(2_047)}bcd` };
    for (const encryptionContext of [pairs, one, wide]) {
      const { ciphertext } = await kms.encryptData({ keyId, plaintext, encryptionContext });
      await kms.decryptData({ ciphertext, encryptionContext });
      expect(encodedAs(encryptionContext)).toBe(expectedEncoding(encryptionContext));
    }
  });
});

describe('the members of an encryption context', () => {
  test('are the own enumerable ones with names of text, and no others', async () => {
    const { ciphertext } = await kms.encryptData({ keyId, plaintext, encryptionContext: { tenant: 't-17' } });
    const inherited: EncryptionContext = Object.assign(Object.create({ inherited: 'x' }) as object, { tenant: 't-17' });
    const hidden: EncryptionContext = Object.defineProperty({ tenant: 't-17' }, 'hidden', {
      value: 'x',
      enumerable: false,
    });
    const symbol = { tenant: 't-17', [Symbol('symbol')]: 'x' };
    const bare: EncryptionContext = Object.assign(Object.create(null) as object, { tenant: 't-17' });
    for (const encryptionContext of [inherited, hidden, symbol, bare])
      await kms.decryptData({ ciphertext, encryptionContext });
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'may be called %s and pollute nothing',
    async (name) => {
      const encryptionContext = JSON.parse(`{ "${name}": "polluted" }`) as EncryptionContext;
      const { ciphertext } = await kms.encryptData({ keyId, plaintext, encryptionContext });
      const seen = asked.at(-1)?.encryptionContext ?? {};
      expect(Object.getPrototypeOf(seen)).toBeNull();
      expect(Object.keys(seen)).toEqual([name]);
      await kms.decryptData({ ciphertext, encryptionContext });
      expect(await codeOf(kms.decryptData({ ciphertext, encryptionContext: {} }))).toBe('DecryptFailed');
      expect(Object.getOwnPropertyDescriptor(Object.prototype, 'polluted')).toBeUndefined();
    },
  );

  test('are read once, so that what the policy sees is what is authenticated', async () => {
    let reads = 0;
    const turning = {
      get tenant(): string {
        reads += 1;
        return reads === 1 ? 'mine' : 'theirs';
      },
    };
    const { ciphertext } = await kms.encryptData({ keyId, plaintext, encryptionContext: turning });
    expect(reads).toBe(1);
    expect(asked.at(-1)?.encryptionContext).toEqual({ tenant: 'mine' });
    await kms.decryptData({ ciphertext, encryptionContext: { tenant: 'mine' } });
  });

  test('that call back while they are read do not get into the context of another call', async () => {
    const inner: Promise<unknown>[] = [];
    const calling = {
      a: 'mine',
      get b(): string {
        inner.push(kms.encryptData({ keyId, plaintext, encryptionContext: { a: 'them', b: 'selves' } }));
        return 'too';
      },
    };
    const { ciphertext } = await kms.encryptData({ keyId, plaintext, encryptionContext: calling });
    await Promise.all(inner);
    await kms.decryptData({ ciphertext, encryptionContext: { a: 'mine', b: 'too' } });
  });

  test('are given to the policy frozen', async () => {
    await kms.encryptData({ keyId, plaintext, encryptionContext: { tenant: 't-17' } });
    const seen = asked.at(-1)?.encryptionContext ?? {};
    expect(Object.isFrozen(seen)).toBe(true);
    expect(Reflect.set(seen, 'tenant', 't-18')).toBe(false);
  });
});
