import { VaultError } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { decodeSeed, encodeSeed } from '../src/encodings/private-key-info.ts';
import { decodePublicKey, encodePublicKey } from '../src/encodings/subject-public-key-info.ts';
import { seedBytes, type ParameterSet } from '../src/parameter-sets.ts';
import { algorithmOf, allSets, providersHere } from './providers.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const keyOf = (set: ParameterSet): Uint8Array => Uint8Array.from({ length: set.publicKeyBytes }, (_, index) => index);

/** What stands before the key in a SubjectPublicKeyInfo, by key spec. */
const prefixes = {
  ML_DSA_44: '30820532 300b 0609608648016503040311 03820521 00',
  ML_DSA_65: '308207b2 300b 0609608648016503040312 038207a1 00',
  ML_DSA_87: '30820a32 300b 0609608648016503040313 03820a21 00',
} as const;

describe.each(allSets)('a public key of $keySpec', (set) => {
  const encoded = encodePublicKey(set, keyOf(set));
  const prefix = prefixes[set.keySpec];
  const key = hex(keyOf(set));

  test('has the encoding of RFC 9881, and that one only', () => {
    expect(hex(encoded)).toBe(prefix.replaceAll(' ', '') + key);
    expect(decodePublicKey(set, encoded)).toEqual(keyOf(set));
  });

  test.each([
    ['parameters that are NULL', `${prefix.replace('300b', '300d').replace(' 0382', ' 0500 0382')}${key}`],
    ['an unused bit', `${prefix.slice(0, -2)}01${key}`],
    ['a bit string cut short', prefix + key.slice(2)],
    ['a byte more', `${prefix}${key}00`],
    ['another object identifier', prefix.replace('040311', '040320').replace('04031', '04032') + key],
    ['a length that does not fit', prefix.replace('3082', '3083') + key],
    ['an OCTET STRING', prefix.replace(' 0382', ' 0482') + key],
    ['the bare key', key],
    ['nothing', ''],
  ])('is refused with %s', (_what, text) => {
    expect(() => decodePublicKey(set, bytes(text))).toThrow(VaultError);
    expect(() => decodePublicKey(set, bytes(text))).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  });

  test.each(allSets.filter((other) => other !== set))('is no public key of $keySpec', (other) => {
    expect(() => decodePublicKey(other, encoded)).toThrow('no public key');
  });

  test('is decoded into memory of its own', () => {
    const decoded = decodePublicKey(set, encoded);
    expect(decoded.buffer.byteLength).toBe(decoded.length);
    decoded.fill(0);
    expect(hex(encoded).endsWith(key)).toBe(true);
  });

  test.each([0, 1, 2, 3, 11, 18, 19, 21])('is refused with byte %i altered', (position) => {
    const altered = Uint8Array.from(encoded);
    altered[position] = (altered[position] ?? 0) ^ 0x40;
    expect(() => decodePublicKey(set, altered)).toThrow('no public key');
  });
});

describe.each(allSets)('a private key of $keySpec', (set) => {
  const seed = Uint8Array.from({ length: seedBytes }, (_, index) => index);

  test('is written as its seed (RFC 9881, appendix C.1)', () => {
    const arc = set.lastArc.toString(16);
    const prefix = `3034 020100 300b 06096086480165030403${arc} 0422 8020`.replaceAll(' ', '');
    expect(hex(encodeSeed(set, seed))).toBe(prefix + hex(seed));
  });

  test('gives its seed, also where the expanded key stands behind it, and in no other form', () => {
    const expanded = '5a'.repeat(set.secretKeyBytes);
    const length = set.secretKeyBytes.toString(16).padStart(4, '0');
    const both = `0420 ${hex(seed)} 0482 ${length} ${expanded}`;
    expect(decodeSeed(set, encodeSeed(set, seed))).toEqual(seed);
    expect(decodeSeed(set, bytes(`3082 ffff ${both}`))).toEqual(seed);
    expect(decodeSeed(set, bytes(both.replace('0420', '0421')))).toBeUndefined();
    expect(decodeSeed(set, bytes(both.replace('0482', '0382')))).toBeUndefined();
    expect(decodeSeed(set, bytes(`0482 ${length} ${expanded}`))).toBeUndefined();
    expect(decodeSeed(set, encodeSeed(set, seed).subarray(1))).toBeUndefined();
    expect(decodeSeed(set, new Uint8Array())).toBeUndefined();
  });
});

describe.each(await providersHere())('the data-key pairs of $name', (provider) => {
  test.each(allSets)('are of $keySpec, each in its one encoding', async (set) => {
    const { publicKey, privateKey } = await algorithmOf(provider, set.keySpec).dataKeyPair.generate();
    expect(() => decodePublicKey(set, publicKey)).not.toThrow();
    privateKey.use((der) => expect(encodeSeed(set, der.subarray(-seedBytes))).toEqual(Uint8Array.from(der)));
  });
});
