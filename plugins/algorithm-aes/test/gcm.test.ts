import { createSecretKey } from 'node:crypto';
import { SecretBytes } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { decrypt, encryptInto } from '../src/gcm.ts';
import { aesAt } from './test-key.ts';
import { type Vector, vectors } from './wycheproof.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

const longKey = 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308';
const longNonce = 'cafebabefacedbaddecaf888';
const longPlaintext =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525' +
  'b16aedf5aa0de657ba637b391aafd255';
const longEncrypted =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838' +
  'c5f61e6393ba7a0abcc9f662898015ad';

/** McGrew & Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B: the cases with a key of 256 bits and a nonce of 96. */
const cases = [
  {
    name: 'test case 13',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    associatedData: '',
    plaintext: '',
    encrypted: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    name: 'test case 14',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    associatedData: '',
    plaintext: '00'.repeat(16),
    encrypted: 'cea7403d4d606b6e074ec5d3baf39d18',
    tag: 'd0d1c8a799996bf0265b98b5d48ab919',
  },
  {
    name: 'test case 15',
    key: longKey,
    nonce: longNonce,
    associatedData: '',
    plaintext: longPlaintext,
    encrypted: longEncrypted,
    tag: 'b094dac5d93471bdec1a502270e3cc6c',
  },
  {
    name: 'test case 16',
    key: longKey,
    nonce: longNonce,
    associatedData: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plaintext: longPlaintext.slice(0, 120),
    encrypted: longEncrypted.slice(0, 120),
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
];

describe.each(cases)('AES-256-GCM gives the known answer of $name', ({ name, ...texts }) => {
  const key = createSecretKey(hex(texts.key));
  const [nonce, associatedData, plaintext] = [hex(texts.nonce), hex(texts.associatedData), hex(texts.plaintext)];
  const [encrypted, tag] = [hex(texts.encrypted), hex(texts.tag)];

  test(`when it encrypts ${name}`, () => {
    const output = new Uint8Array(5 + plaintext.length + 16).fill(0xee);
    encryptInto(output, 5, key, nonce, associatedData, plaintext);
    expect(Buffer.from(output).toString('hex')).toBe('ee'.repeat(5) + texts.encrypted + texts.tag);
  });

  test(`when it decrypts ${name}`, () => {
    expect(decrypt(key, nonce, associatedData, encrypted, tag)).toEqual(plaintext);
  });

  test.each([0, 7, 15])(`and refuses the tag of ${name} with byte %i altered`, (position) => {
    const altered = tag.map((byte, index) => (index === position ? byte ^ 1 : byte));
    expect(decrypt(key, nonce, associatedData, encrypted, altered)).toBeUndefined();
  });

  test.each([0, 4, 8, 12, 15])(`and takes no tag of %i bytes for ${name}`, (length) => {
    expect(() => decrypt(key, nonce, associatedData, encrypted, tag.subarray(0, length))).toThrow('authentication tag');
  });
});

/** What the primitive makes of a vector, in the words of the vector. */
function verdict(vector: Vector): 'valid' | 'invalid' | 'inconsistent' {
  const key = createSecretKey(hex(vector.key));
  const [nonce, associatedData, plaintext] = [hex(vector.iv), hex(vector.aad), hex(vector.msg)];
  const opened = decrypt(key, nonce, associatedData, hex(vector.ct), hex(vector.tag));
  const output = new Uint8Array(plaintext.length + 16);
  encryptInto(output, 0, key, nonce, associatedData, plaintext);
  const same = Buffer.from(output).toString('hex') === vector.ct + vector.tag;
  if (opened === undefined) return same ? 'inconsistent' : 'invalid';
  return same && Buffer.compare(opened, plaintext) === 0 ? 'valid' : 'inconsistent';
}

const { areMissing, withKeysOf256Bits, withOtherKeys } = vectors;

describe.skipIf(areMissing)('of the Wycheproof vectors of AES-GCM', () => {
  // The contract chooses nonces and prescribes what is authenticated, so known ones can be given to the primitive only.
  test(`those with keys of 256 bits are judged as Wycheproof does (${withKeysOf256Bits.length})`, () => {
    const [usual, odd] = [true, false].map((wanted) =>
      withKeysOf256Bits.filter(({ iv }) => (iv.length >= 2 && iv.length <= 256) === wanted),
    );
    expect(usual?.filter((vector) => verdict(vector) !== vector.result)).toEqual([]);
    // OpenSSL takes no nonce that is empty, which is none, and none above 128 bytes; ours have 12.
    for (const vector of odd ?? []) expect(() => verdict(vector)).toThrow('Invalid initialization vector');
  });

  test(`keys of other lengths are no material (${withOtherKeys.length})`, () => {
    for (const { key, tcId } of withOtherKeys) {
      const parse = (): unknown => aesAt().parse(SecretBytes.take(hex(key)));
      expect(parse, `vector ${tcId}`).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    }
  });
});
