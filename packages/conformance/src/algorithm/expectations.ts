import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { VaultError } from '@chatelaine/core';

/** Asserts that `actual` is a byte array with the bytes of `expected`. */
export function assertBytes(actual: Uint8Array | undefined, expected: Uint8Array, what: string): void {
  assert(actual instanceof Uint8Array, `${what} is no Uint8Array but ${typeof actual}`);
  assert.equal(Buffer.compare(actual, expected), 0, `${what} has other bytes than expected`);
}

/**
 * Asserts that `result` is an array that stands alone: callers hand it on, so its `ArrayBuffer` must hold nothing else.
 * A piece of Node's shared pool does, and so does a view on an input.
 */
export function assertOwnMemory(result: Uint8Array, what: string): void {
  assert(result instanceof Uint8Array, `${what} is no Uint8Array`);
  assert.equal(result.buffer.byteLength, result.byteLength, `the memory behind ${what} holds more than ${what}`);
}

/** Asserts that `der` is one DER sequence, and nothing after it. */
export function assertOneSequence(der: Uint8Array, what: string): void {
  assert.equal(sequenceLength(der), der.length, `${what} is no DER sequence, or has bytes after it`);
}

/** The length that the outer SEQUENCE of a DER value says the value has, or -1. */
function sequenceLength(der: Uint8Array): number {
  const [tag, first = 0] = der;
  if (tag !== 0x30) return -1;
  if (first < 0x80) return 2 + first;
  const lengthBytes = der.subarray(2, 2 + (first & 0x7f));
  return 2 + lengthBytes.length + lengthBytes.reduce((length, byte) => length * 256 + byte, 0);
}

/** Runs `body` on copies of `inputs` and asserts that they are as they were, then and after the result was overwritten. */
export async function assertUntouched<const Inputs extends readonly Uint8Array[]>(
  inputs: Inputs,
  body: (...copies: { readonly [Index in keyof Inputs]: Uint8Array }) => unknown,
): Promise<void> {
  const copies = inputs.map((input) => new Uint8Array(input));
  const assertSame = (when: string): void => {
    for (const [index, input] of inputs.entries()) assertBytes(copies[index], input, `input ${index + 1} ${when}`);
  };
  const result = await body(...(copies as unknown as { readonly [Index in keyof Inputs]: Uint8Array }));
  assertSame('after the call');
  if (result instanceof Uint8Array) result.fill(0xa5);
  assertSame('after the result was overwritten');
}

/** Asserts that `body` throws or rejects with a `VaultError` of code `InvalidArgument`, and returns what it threw. */
export async function assertInvalid(what: string, body: () => unknown): Promise<VaultError> {
  let thrown: unknown;
  try {
    await body();
  } catch (error) {
    thrown = error;
  }
  assert(thrown !== undefined, `${what} was taken`);
  assert(VaultError.is(thrown), `${what} was refused with something that is no VaultError: ${inspect(thrown)}`);
  assert.equal(thrown.code, 'InvalidArgument', `${what} was refused with another code`);
  return thrown;
}

/**
 * Asserts that `text` has no piece of 6 bytes of `secret` in any of the forms in which bytes are printed, but for
 * pieces that also stand in `known`, the public key.
 */
export function assertShowsNothing(text: string, secret: Uint8Array, known: Uint8Array, what: string): void {
  const printed = text.replaceAll(/\s+/g, ' ');
  const length = 6;
  for (let start = 0; start + length <= secret.length; start += 1) {
    const piece = Buffer.from(secret.subarray(start, start + length));
    if (Buffer.from(known).includes(piece)) continue;
    const forms = [
      piece.toString('hex'),
      [...piece].map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      [...piece].join(', '),
      [...piece].join(','),
      piece.toString('base64'),
    ];
    assert(!forms.some((form) => printed.includes(form)), `${what} shows bytes of the key material`);
  }
}

/** Text as a new array of its own, so that an algorithm that overwrites its inputs spoils no other check. */
export function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

/** `bytes` with one bit flipped. */
export function flipped(bytes: Uint8Array, position: number, bit: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[position] = (copy[position] ?? 0) ^ (1 << bit);
  return copy;
}

/** Up to `count` positions of `length`, evenly spread, the first and the last among them. */
export function positions(length: number, count: number): readonly number[] {
  const step = Math.max(1, (length - 1) / (count - 1));
  const spread = Array.from({ length: Math.min(length, count) }, (_, index) => Math.round(index * step));
  return [...new Set(spread)];
}

/** `bytes` in the middle of a larger buffer whose other bytes are noise. */
export function asView(bytes: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(bytes.length + 16).fill(0xee);
  buffer.set(bytes, 7);
  return buffer.subarray(7, 7 + bytes.length);
}
