import { createECDH, createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodePublicKey } from '../src/public-key.ts';
import { subjects } from './subjects.ts';

test.each(subjects)('$curve.keySpec has the numbers of its curve', ({ curve, noble }) => {
  expect(BigInt(`0x${Buffer.from(curve.order).toString('hex')}`)).toBe(noble.Point.CURVE().n);
  expect(curve.bytes).toBe(noble.lengths.secretKey);
});

test.each(subjects)('$curve.keySpec has the object identifier of its curve', ({ curve }) => {
  const { opensslName } = curve;
  const key = encodePublicKey(curve, createECDH(opensslName).generateKeys());
  const read = createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
  expect(read.asymmetricKeyDetails).toEqual({ namedCurve: opensslName });
});
