import { createECDH, generateKeyPairSync } from 'node:crypto';
import { SecretBytes, VaultError } from '@chatelaine/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { der, tags } from '../src/der.ts';
import { algorithmIdentifier } from '../src/public-key.ts';
import type { Curve } from '../src/index.ts';
import { opensslOutput } from './openssl-command.ts';
import { algorithmOn, copyOf, secret, subjects } from './subjects.ts';

const one = (value: number): Uint8Array => der(tags.integer, Uint8Array.of(value));
const toPkcs8 = ['pkcs8', '-topk8', '-nocrypt', '-inform', 'DER', '-outform', 'DER', '-in', 'key'];

interface Parts {
  readonly version: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly innerVersion: Uint8Array;
  readonly scalar: Uint8Array;
  readonly tail: Uint8Array;
  readonly after: Uint8Array;
}

/** A private key, and the same with some parts exchanged. */
function keyOn(curve: Curve) {
  const ecdh = createECDH(curve.opensslName);
  const point = new Uint8Array(ecdh.generateKeys());
  const scalar = new Uint8Array(curve.bytes);
  const value = ecdh.getPrivateKey();
  scalar.set(value, curve.bytes - value.length);
  const publicKey = (encoded: Uint8Array): Uint8Array =>
    der(tags.explicit + 1, der(tags.bitString, Uint8Array.of(0), encoded));
  const inner = (parts: Partial<Parts> = {}): Uint8Array => {
    const { innerVersion = one(1), scalar: given = scalar, tail = publicKey(point) } = parts;
    return der(tags.sequence, innerVersion, der(tags.octetString, given), tail);
  };
  const encode = (parts: Partial<Parts> = {}): Uint8Array => {
    const { version = one(0), algorithm = algorithmIdentifier(curve), after = new Uint8Array() } = parts;
    return der(tags.sequence, version, algorithm, der(tags.octetString, inner(parts)), after);
  };
  return { scalar, point, publicKey, inner, encode };
}

function less(order: Uint8Array, by: number): Uint8Array {
  const number = BigInt(`0x${Buffer.from(order).toString('hex')}`) - BigInt(by);
  return new Uint8Array(Buffer.from(number.toString(16).padStart(order.length * 2, '0'), 'hex'));
}

describe.each(subjects)('key material of $curve.keySpec', (subject) => {
  const { curve } = subject;
  const algorithm = algorithmOn(subject);
  const parsed = (encoding: Uint8Array): Uint8Array => copyOf(algorithm.parse(secret(encoding)));
  const refusal = (encoding: Uint8Array): unknown => {
    try {
      algorithm.parse(secret(encoding));
    } catch (error) {
      return VaultError.is(error) ? `${error.code}: ${error.message.split(': ').at(-1)}` : error;
    }
    return 'taken';
  };
  const otherForm = 'InvalidArgument: this is not of that form.';
  const otherPoint = 'InvalidArgument: its public key is not that of its private value.';
  const otherRange = 'InvalidArgument: its private value is not from 1 to n - 1.';

  test('is what OpenSSL writes as PKCS #8', () => {
    const sec1 = opensslOutput(['ecparam', '-name', curve.opensslName, '-genkey', '-noout', '-outform', 'DER']);
    const pkcs8 = opensslOutput(toPkcs8, { key: sec1 });
    expect(parsed(pkcs8)).toEqual(pkcs8);
  });

  test('is taken in the other forms that OpenSSL can write, and gets into the same one', () => {
    const sec1 = opensslOutput(['ecparam', '-name', curve.opensslName, '-genkey', '-noout', '-outform', 'DER']);
    const pkcs8 = opensslOutput(toPkcs8, { key: sec1 });
    const written = (...args: string[]): Uint8Array => {
      const key = opensslOutput(['ec', '-inform', 'DER', '-outform', 'DER', '-in', 'key', ...args], { key: sec1 });
      return opensslOutput(toPkcs8, { key });
    };
    const others = [written('-no_public'), written('-conv_form', 'compressed')];
    expect(new Set(others.map(({ length }) => length)).size).toBe(2);
    for (const other of others) {
      expect(other).not.toEqual(pkcs8);
      expect(parsed(other)).toEqual(pkcs8);
    }
  });

  test('is taken with the curve named again in ECPrivateKey, and without the public key', () => {
    const { scalar, point, publicKey, encode } = keyOn(curve);
    const again = der(tags.explicit, curve.objectIdentifier);
    const squeezed = Uint8Array.of(2 + ((point.at(-1) ?? 0) & 1), ...point.subarray(1, 1 + curve.bytes));
    expect(encode()).toEqual(parsed(encode()));
    for (const tail of [
      again,
      new Uint8Array(),
      publicKey(squeezed),
      Buffer.concat([again, publicKey(point)]),
      Buffer.concat([again, publicKey(squeezed)]),
    ]) {
      expect(parsed(encode({ scalar, tail }))).toEqual(encode());
    }
  });

  test('has a private value from 1 to n - 1', () => {
    const { encode } = keyOn(curve);
    const alone = (scalar: Uint8Array): Uint8Array => encode({ scalar, tail: new Uint8Array() });
    const first = new Uint8Array(curve.bytes);
    first[curve.bytes - 1] = 1;
    expect(parsed(alone(first))).toHaveLength(encode().length);
    expect(parsed(alone(less(curve.order, 1)))).toHaveLength(encode().length);
    for (const scalar of [
      new Uint8Array(curve.bytes),
      curve.order,
      less(curve.order, -1),
      new Uint8Array(curve.bytes).fill(0xff),
    ]) {
      expect(refusal(alone(scalar))).toBe(otherRange);
      expect(refusal(encode({ scalar }))).toBe(otherRange);
    }
  });

  test('has the public key of its private value', () => {
    const { point, publicKey, encode } = keyOn(curve);
    const stranger = keyOn(curve).point;
    const [x, parity] = [point.subarray(1, 1 + curve.bytes), (point.at(-1) ?? 0) & 1];
    const offCurve = Uint8Array.from(point);
    offCurve[point.length - 1] = (point.at(-1) ?? 0) ^ 1;
    for (const wrong of [
      stranger,
      offCurve,
      Uint8Array.of(3 - parity, ...x),
      Uint8Array.of(6 + parity, ...point.subarray(1)),
      new Uint8Array(point.length),
    ]) {
      expect(refusal(encode({ tail: publicKey(wrong) }))).toBe(otherPoint);
    }
  });

  test.each([
    ['explicit parameters', (key: ReturnType<typeof keyOn>) => key.encode({ algorithm: explicit(curve) })],
    ['attributes', (key) => key.encode({ after: der(tags.explicit) })],
    ['version 1, that of OneAsymmetricKey', (key) => key.encode({ version: one(1) })],
    ['version 2 inside', (key) => key.encode({ innerVersion: one(2) })],
    ['a scalar cut short', (key) => key.encode({ scalar: key.scalar.subarray(1) })],
    ['a scalar with a zero before it', (key) => key.encode({ scalar: Uint8Array.of(0, ...key.scalar) })],
    ['the point at infinity', (key) => key.encode({ tail: key.publicKey(Uint8Array.of(0)) })],
    ['a byte after it', (key) => Uint8Array.of(...key.encode(), 0)],
    ['a length in more bytes than needed', (key) => longLength(key.encode())],
    ['an indefinite length', (key) => Uint8Array.of(0x30, 0x80, ...contents(key.encode()), 0, 0)],
    ['no PKCS #8 around ECPrivateKey', (key) => key.inner()],
  ])('is refused with %s', (_what, change) => {
    expect(refusal(change(keyOn(curve)))).toBe(otherForm);
  });

  test('is refused on another curve', () => {
    for (const other of subjects.filter((each) => each.curve !== curve)) {
      expect(refusal(keyOn(other.curve).encode())).toBe(otherForm);
    }
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(refusal(privateKey.export({ format: 'der', type: 'pkcs8' }))).toBe(otherForm);
  });

  test('is refused with any bit flipped', () => {
    const encoding = keyOn(curve).encode();
    fc.assert(
      fc.property(fc.nat(encoding.length - 1), fc.nat(7), (position, bit) => {
        const other = new Uint8Array(encoding);
        other[position] = (other[position] ?? 0) ^ (1 << bit);
        expect(refusal(other)).not.toBe('taken');
      }),
      { numRuns: curve.bytes === 32 ? 300 : 100 },
    );
  });

  test('is refused if it is anything', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => refusal(bytes) === otherForm));
  });

  test('is refused where it must be canonical, if it is not', () => {
    const other = secret(keyOn(curve).encode({ tail: new Uint8Array() }));
    expect(() => algorithm.load(other)).toThrow(VaultError);
    expect(() => algorithm.publicKey(other)).toThrow(VaultError);
  });

  test('is what data key pairs have, with their public key', async () => {
    const { privateKey, publicKey } = await algorithm.dataKeyPair.generate();
    expect(SecretBytes.is(privateKey)).toBe(true);
    expect(algorithm.publicKey(privateKey)).toEqual(publicKey);
    expect(parsed(copyOf(privateKey))).toEqual(copyOf(privateKey));
    expect(
      opensslOutput(['pkey', '-inform', 'DER', '-check', '-noout', '-in', 'key'], { key: copyOf(privateKey) }),
    ).toBeDefined();
  });
});

/** An AlgorithmIdentifier with the curve spelt out. */
function explicit({ opensslName: namedCurve }: Curve): Uint8Array {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve, paramEncoding: 'explicit' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const start = spki.indexOf(Buffer.from('06072a8648ce3d0201', 'hex'));
  // The field, an OBJECT IDENTIFIER and an INTEGER, is enough of it to fit in short lengths.
  return der(tags.sequence, spki.subarray(start, start + 100));
}

function contents(encoding: Uint8Array): Uint8Array {
  return encoding.subarray((encoding[1] ?? 0) < 0x80 ? 2 : 3);
}

function longLength(encoding: Uint8Array): Uint8Array {
  return Uint8Array.of(0x30, 0x82, 0, contents(encoding).length, ...contents(encoding));
}
