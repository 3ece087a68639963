import { createECDH, generateKeyPairSync } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compressed, encodePublicKey } from '../src/public-key.ts';
import { opensslOutput } from './openssl-command.ts';
import { algorithmOn, secret, subjects } from './subjects.ts';

describe.each(subjects)('a public key of $curve.keySpec', (subject) => {
  const { curve } = subject;
  const { opensslName: namedCurve } = curve;
  const algorithm = algorithmOn(subject);
  const newPoint = (): Uint8Array => new Uint8Array(createECDH(namedCurve).generateKeys());
  const refused = (encoding: Uint8Array): boolean => {
    try {
      algorithm.verifier(encoding);
      return false;
    } catch (error) {
      expect(VaultError.is(error) && error.code).toBe('InvalidArgument');
      return true;
    }
  };

  test('is what OpenSSL writes as SubjectPublicKeyInfo', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    const encoding = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
    expect(algorithm.publicKey(secret(privateKey.export({ format: 'der', type: 'pkcs8' })))).toEqual(encoding);
    expect(refused(encoding)).toBe(false);
  });

  test('requirement 7: is refused with explicit parameters, even those of its curve', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve, paramEncoding: 'explicit' });
    expect(refused(publicKey.export({ format: 'der', type: 'spki' }))).toBe(true);
    const key = opensslOutput(['ecparam', '-name', namedCurve, '-genkey', '-noout', '-param_enc', 'explicit']);
    expect(refused(opensslOutput(['pkey', '-pubout', '-outform', 'DER', '-in', 'key'], { key }))).toBe(true);
  });

  test('is refused with a compressed point, a hybrid one, or none', () => {
    const point = newPoint();
    expect(refused(encodePublicKey(curve, point))).toBe(false);
    const hybrid = Uint8Array.of(6 + ((point.at(-1) ?? 0) & 1), ...point.subarray(1));
    for (const other of [compressed(point), hybrid, Uint8Array.of(0), new Uint8Array(point.length)]) {
      expect(refused(encodePublicKey(curve, other))).toBe(true);
    }
  });

  test('is refused with a point that is not on the curve', () => {
    const point = newPoint();
    point[point.length - 1] = (point.at(-1) ?? 0) ^ 1;
    expect(refused(encodePublicKey(curve, point))).toBe(true);
    expect(refused(encodePublicKey(curve, new Uint8Array(point.length).fill(4, 0, 1)))).toBe(true);
    expect(refused(encodePublicKey(curve, new Uint8Array(point.length).fill(0xff).fill(4, 0, 1)))).toBe(true);
  });

  test('is refused on another curve', () => {
    for (const other of subjects.filter((each) => each.curve !== curve)) {
      const point = createECDH(other.curve.opensslName).generateKeys();
      expect(refused(encodePublicKey(other.curve, point))).toBe(true);
      expect(refused(encodePublicKey(curve, point))).toBe(true);
    }
  });

  test('is refused with any bit of it flipped', () => {
    const encoding = encodePublicKey(curve, newPoint());
    fc.assert(
      fc.property(fc.nat(encoding.length - 1), fc.nat(7), (position, bit) => {
        const other = new Uint8Array(encoding);
        other[position] = (other[position] ?? 0) ^ (1 << bit);
        return refused(other);
      }),
    );
  });

  test('is refused if it is anything', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), refused));
  });
});
