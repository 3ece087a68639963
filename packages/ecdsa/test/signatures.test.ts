import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { der, tags } from '../src/der.ts';
import { encodeSignature, ownSignature, readSignature } from '../src/signature.ts';
import { subjects } from './subjects.ts';

describe.each(subjects)('the encoding of a signature of $curve.keySpec', ({ curve, noble }) => {
  const { bytes } = curve;
  const order = BigInt(`0x${Buffer.from(curve.order).toString('hex')}`);
  const full = (number: bigint): Uint8Array =>
    new Uint8Array(Buffer.from(number.toString(16).padStart(2 * bytes, '0'), 'hex'));
  const pair = (r: bigint, s: bigint): Uint8Array => Uint8Array.of(...full(r), ...full(s));
  /** Contents of an INTEGER: as short as can be, with a zero before a first bit that is set. */
  const shortest = (number: bigint): Uint8Array => {
    const digits = number.toString(16);
    const whole = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
    return (whole[0] ?? 0) < 0x80 ? whole : Buffer.concat([Buffer.alloc(1), whole]);
  };
  const integers = (r: Uint8Array, s: Uint8Array): Uint8Array =>
    der(tags.sequence, der(tags.integer, r), der(tags.integer, s));
  const written = (r: bigint, s: bigint): Uint8Array => integers(shortest(r), shortest(s));
  const read = (encoding: Uint8Array, acceptHighS = true): Uint8Array | undefined =>
    readSignature(curve, encoding, acceptHighS)?.numbers;

  const numbers = fc.oneof(
    fc.bigInt(1n, order - 1n),
    fc.nat(8 * bytes - 1).chain((bits) => fc.bigInt(1n, (1n << BigInt(bits)) + 1n)),
    fc.constantFrom(1n, 127n, 128n, 255n, 256n, order >> 1n, (order >> 1n) + 1n, order - 1n),
  );
  const low = (s: bigint): bigint => (curve.lowS && s > order >> 1n ? order - s : s);

  test('is that of another library, and reads back', () => {
    fc.assert(
      fc.property(numbers, numbers, (r, s) => {
        const encoding = encodeSignature(curve, pair(r, s));
        expect(encoding).toEqual(new noble.Signature(r, low(s)).toBytes('der'));
        expect(read(encoding)).toEqual(pair(r, low(s)));
      }),
    );
  });

  test('requirement 8: is read in DER alone', () => {
    const [r, s] = [order >> 3n, order >> 2n];
    const good = written(r, s);
    const [rBytes, sBytes] = [shortest(r), shortest(s)];
    expect(read(good)).toEqual(pair(r, s));
    const zero = (number: Uint8Array): Uint8Array => Uint8Array.of(0, ...number);
    for (const other of [
      new Uint8Array(),
      good.subarray(0, -1),
      Uint8Array.of(...good, 0),
      integers(zero(rBytes), sBytes),
      integers(rBytes, zero(sBytes)),
      integers(zero(zero(rBytes)), sBytes),
      Uint8Array.of(0x30, 0x81, good.length - 2, ...good.subarray(2)),
      Uint8Array.of(0x30, 0x80, ...good.subarray(2), 0, 0),
      Uint8Array.of(0x31, ...good.subarray(1)),
      der(tags.sequence, der(tags.integer, rBytes), der(tags.integer, sBytes), der(0x05)),
      der(tags.sequence, der(tags.integer, rBytes)),
      der(tags.sequence, der(tags.octetString, rBytes), der(tags.integer, sBytes)),
      der(tags.sequence, der(tags.integer, rBytes), der(tags.octetString, sBytes)),
      der(tags.sequence),
      pair(r, s),
    ]) {
      expect(read(other)).toBeUndefined();
    }
  });

  test('is read with numbers from 1 to n - 1 alone', () => {
    const zero = Uint8Array.of(0);
    const tooLarge = [order, order + 1n, (1n << BigInt(8 * bytes)) - 1n, 1n << BigInt(8 * bytes), order << 64n];
    for (const number of [zero, ...tooLarge.map(shortest)]) {
      expect(read(integers(number, shortest(1n)))).toBeUndefined();
      expect(read(integers(shortest(1n), number))).toBeUndefined();
    }
    // Negative ones, which careless readers take for large ones.
    expect(read(integers(full(order - 1n), shortest(1n)))).toBeUndefined();
    expect(read(integers(shortest(1n), full(order - 1n)))).toBeUndefined();
    expect(read(integers(Uint8Array.of(0xff), shortest(1n)))).toBeUndefined();
    expect(read(integers(new Uint8Array(), shortest(1n)))).toBeUndefined();
    expect(read(written(order - 1n, 1n))).toEqual(pair(order - 1n, 1n));
  });

  test('stands for other numbers, or for none, with any bit flipped', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.nat(), fc.nat(7), (r, s, position, bit) => {
        const encoding = written(r, low(s));
        const other = new Uint8Array(encoding);
        other[position % other.length] = (other[position % other.length] ?? 0) ^ (1 << bit);
        const both = [read(encoding), read(other, false)];
        expect(both[0]).toEqual(pair(r, low(s)));
        if (both[1] !== undefined) expect(both[1]).not.toEqual(both[0]);
      }),
    );
  });

  test('is one for each pair of numbers: what is read is written the same way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2 * bytes + 12 }), numbers, numbers, fc.nat(), (noise, r, s, start) => {
        const encoding = written(r, s);
        encoding.set(noise.subarray(0, start % 4), start % (encoding.length - 4));
        const found = read(encoding, false);
        if (found !== undefined) expect(encodeSignature(curve, found)).toEqual(encoding);
        expect(read(noise)).toBeUndefined();
      }),
    );
  });

  test('requirement 8: has the low s, if that is the rule, and no other is read without leave', () => {
    const half = order >> 1n;
    const [highest, high, lowest] = [order - 1n, half + 1n, half];
    for (const s of [highest, high]) {
      const encoding = written(5n, s);
      expect(read(encoding, false)).toEqual(curve.lowS ? undefined : pair(5n, s));
      expect(read(encoding)).toEqual(pair(5n, low(s)));
      expect(encodeSignature(curve, pair(5n, s))).toEqual(written(5n, low(s)));
    }
    expect(read(written(5n, lowest), false)).toEqual(pair(5n, lowest));
  });

  test('of a signature that somebody else made is kept, but for the lower s where that is the rule', () => {
    fc.assert(
      fc.property(numbers, numbers, (r, s) => {
        const theirs = written(r, s);
        const own = ownSignature(curve, theirs);
        expect(own).toEqual(written(r, low(s)));
        expect(own.buffer).not.toBe(theirs.buffer);
        expect(readSignature(curve, theirs, true)?.encoding).toEqual(theirs);
      }),
    );
    if (curve.lowS) expect(() => ownSignature(curve, new Uint8Array(70))).toThrow('no form that DER allows');
  });
});
