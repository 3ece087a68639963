import { VaultError } from '@chatelaine/core';
import type { Curve } from './curve.ts';
import { tags } from './der.ts';
import { isScalar } from './scalar.ts';

/** A signature that was read: what it says, and how it is written. */
export interface EcdsaSignature {
  /** r ‖ s, each of the full length and from 1 to n - 1; on curves with low S, the lower s. */
  readonly numbers: Uint8Array;
  /** In DER, as it came: perhaps with the higher s. */
  readonly encoding: Uint8Array;
}

/**
 * The DER of an ECDSA-Sig-Value (RFC 3279 §2.2.3) with the numbers of `signature`, r ‖ s, each of the full length.
 * On curves with low S it takes n - s for s if that is lower; both are valid for the same message.
 */
export function encodeSignature(curve: Curve, signature: Uint8Array): Uint8Array {
  const [r, s] = numbersIn(curve, signature);
  return encodeNumbers(r, curve.lowS ? lower(curve, s) : s);
}

/** A signature that somebody else wrote in DER, with the lower s where that is the rule. */
export function ownSignature(curve: Curve, encoding: Uint8Array): Uint8Array {
  if (!curve.lowS) return new Uint8Array(encoding);
  const signature = readSignature(curve, encoding, true);
  if (signature === undefined) throw new VaultError('Internal', 'A new signature is in no form that DER allows.');
  return encodeSignature(curve, signature.numbers);
}

/**
 * A signature in DER, or `undefined` if it is in any other encoding than the one that DER allows, or a number
 * is not from 1 to n - 1. On curves with low S a high s is refused too, or turned into the low one if
 * `acceptHighS`.
 */
export function readSignature(curve: Curve, encoding: Uint8Array, acceptHighS: boolean): EcdsaSignature | undefined {
  const end = 4 + (encoding[3] ?? 0);
  const numbers = new Uint8Array(2 * curve.bytes);
  const [r, s] = numbersIn(curve, numbers);
  if (!setNumber(r, encoding.subarray(4, end)) || !setNumber(s, encoding.subarray(end + 2))) return undefined;
  if (!isScalar(curve, r) || !isScalar(curve, s)) return undefined;
  // Whatever was skipped above, DER writes two numbers in one way only.
  if (Buffer.compare(encodeNumbers(r, s), encoding) !== 0) return undefined;
  if (curve.lowS) {
    const low = lower(curve, s);
    if (low !== s && !acceptHighS) return undefined;
    s.set(low);
  }
  return { numbers, encoding };
}

function numbersIn({ bytes }: Curve, signature: Uint8Array): readonly [r: Uint8Array, s: Uint8Array] {
  return [signature.subarray(0, bytes), signature.subarray(bytes)];
}

/** Numbers of up to 62 bytes, so that all lengths fit in one byte. */
function encodeNumbers(r: Uint8Array, s: Uint8Array): Uint8Array {
  const [rSkip, sSkip] = [leadingZeros(r), leadingZeros(s)];
  const [rLength, sLength] = [integerLength(r, rSkip), integerLength(s, sSkip)];
  const encoding = new Uint8Array(6 + rLength + sLength);
  encoding[0] = tags.sequence;
  encoding[1] = encoding.length - 2;
  encoding[2] = tags.integer;
  encoding[3] = rLength;
  encoding.set(r.subarray(rSkip), 4 + rLength - (r.length - rSkip));
  encoding[4 + rLength] = tags.integer;
  encoding[5 + rLength] = sLength;
  encoding.set(s.subarray(sSkip), encoding.length - (s.length - sSkip));
  return encoding;
}

/** Zeros that the shortest form of a number is without; one byte is left of 0. */
function leadingZeros(number: Uint8Array): number {
  let zeros = 0;
  while (zeros < number.length - 1 && number[zeros] === 0) zeros += 1;
  return zeros;
}

/** A number whose first bit is set has a zero before it, or it would be negative. */
function integerLength(number: Uint8Array, skip: number): number {
  return number.length - skip + ((number[skip] ?? 0) >> 7);
}

/** Writes an integer of any length to the end of `number`; false if it has more than a byte too many. */
function setNumber(number: Uint8Array, integer: Uint8Array): boolean {
  if (integer.length > number.length + 1) return false;
  const value = integer.subarray(Math.max(0, integer.length - number.length));
  number.set(value, number.length - value.length);
  return true;
}

/** The lower of s and n - s. */
function lower({ order }: Curve, s: Uint8Array): Uint8Array {
  const other = new Uint8Array(order.length);
  let borrow = 0;
  for (let index = order.length - 1; index >= 0; index -= 1) {
    const difference = (order[index] ?? 0) - (s[index] ?? 0) - borrow;
    borrow = difference < 0 ? 1 : 0;
    other[index] = difference & 0xff;
  }
  return Buffer.compare(s, other) <= 0 ? s : other;
}
