import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { withoutPadding } from '../src/without-padding.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ format: 'der', type: 'pkcs8' });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'der', type: 'pkcs8' });
const padded = (der: Buffer, padding: Buffer): Uint8Array => withoutPadding(Buffer.concat([der, padding]));

describe.each([
  ['RSA', rsa],
  ['EC', ec],
])('a private key of %s', (_name, der) => {
  test('loses up to seven zeros behind it', () => {
    for (let zeros = 0; zeros < 8; zeros += 1) expect(padded(der, Buffer.alloc(zeros))).toEqual(der);
  });

  test('keeps more zeros, and anything else', () => {
    for (const padding of [Buffer.alloc(8), Buffer.from([0, 1]), Buffer.from([7])]) {
      expect(padded(der, padding)).toHaveLength(der.length + padding.length);
    }
  });
});

test.each([
  ['no bytes', []],
  ['no sequence', [4, 1, 0, 0]],
  ['an indefinite length', [0x30, 0x80, 0, 0]],
  ['a length of four bytes', [0x30, 0x84, 0, 0, 0, 1, 0, 0]],
  ['a length beyond the end', [0x30, 0x20, 0, 0]],
])('what has %s stays as it is', (_what, bytes) => {
  expect(withoutPadding(Uint8Array.from(bytes))).toEqual(Uint8Array.from(bytes));
});
