import { VaultError } from '@chatelaine/core';
import { fixedLimits } from '../configuration/limits.ts';
import { isPlain } from '../pipeline/plain-object.ts';

/** An encryption context, once validated: the pairs as policies see them, and the bytes that are authenticated. */
export class EncodedContext {
  /** count(2) ‖ for each pair, sorted by the bytes of its name: length(2) ‖ name ‖ length(2) ‖ value. UTF-8, big-endian. */
  readonly encoded: Uint8Array;
  readonly #names: readonly string[];
  readonly #texts: readonly string[];
  #pairs: Readonly<Record<string, string>> | undefined;

  constructor(encoded: Uint8Array, names: readonly string[], texts: readonly string[]) {
    this.encoded = encoded;
    this.#names = names;
    this.#texts = texts;
  }

  get isEmpty(): boolean {
    return this.#names.length === 0;
  }

  /** True if it is the encoding of these pairs, sorted. */
  isOf(names: readonly string[], texts: readonly string[]): boolean {
    if (names.length !== this.#names.length) return false;
    for (let index = 0; index < names.length; index += 1) {
      if (names[index] !== this.#names[index] || texts[index] !== this.#texts[index]) return false;
    }
    return true;
  }

  /** Without a prototype, frozen; made only for a policy that looks at it. */
  get pairs(): Readonly<Record<string, string>> {
    if (this.#pairs === undefined) {
      const pairs = Object.create(null) as Record<string, string>;
      for (const [index, name] of this.#names.entries()) pairs[name] = this.#texts[index] ?? '';
      this.#pairs = Object.freeze(pairs);
    }
    return this.#pairs;
  }
}

/** Absent is the same as empty. */
const emptyContext: EncodedContext = new EncodedContext(new Uint8Array(2), [], []);

/** What was encoded last: callers give the same pairs again and again. */
let latest: EncodedContext = emptyContext;

const { encryptionContextPairs: mostPairs, encryptionContextBytes: mostBytes } = fixedLimits;
// One call encodes at a time; what it wrote is copied out before the next.
const scratch = new Uint8Array(2 + mostPairs * 4 + mostBytes);
const scratchText = Buffer.from(scratch.buffer);

function refuse(what: string): never {
  throw new VaultError(
    'InvalidEncryptionContext',
    `The encryption context ${what}. Give at most ${mostPairs} pairs of well-formed text, ${mostBytes} bytes of UTF-8 in all.`,
  );
}

/**
 * Reads each member once, and encodes canonically and injectively.
 *
 * @throws VaultError `InvalidEncryptionContext`.
 */
export function encodeContext(value: unknown): EncodedContext {
  if (value === undefined) return emptyContext;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    refuse('is not an object');
  const names = Object.keys(value);
  if (names.length === 0) return isPlain(value) ? emptyContext : refuse('is not a plain object');
  if (names.length > mostPairs) refuse(`has ${names.length} pairs`);
  if (names.length > 1) names.sort(byBytes);
  const texts = names.slice();
  // All is read before anything is written: reading may call back, and the buffer is for one context at a time.
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? '';
    const text = (value as Record<string, unknown>)[name];
    if (typeof text !== 'string') refuse('has a member that is not text');
    if (name === '') refuse('has a member without a name');
    texts[index] = text;
  }
  if (latest.isOf(names, texts)) return latest;
  let at = 2;
  let bytes = 0;
  for (let index = 0; index < names.length; index += 1) {
    const nameBytes = writeText(names[index] ?? '', at);
    const textBytes = writeText(texts[index] ?? '', at + 2 + nameBytes);
    at += 4 + nameBytes + textBytes;
    bytes += nameBytes + textBytes;
    if (bytes > mostBytes) refuse('is too large');
  }
  scratch[0] = names.length >>> 8;
  scratch[1] = names.length & 0xff;
  latest = new EncodedContext(written(at), names, texts);
  return latest;
}

// A loop beats a call for the few bytes that contexts usually have.
function written(length: number): Uint8Array {
  if (length > 64) return scratch.slice(0, length);
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) bytes[index] = scratch[index] ?? 0;
  return bytes;
}

// Writes length(2) ‖ UTF-8 at `at`, gives the length of the text in bytes. A loop beats a call for short ASCII text.
function writeText(text: string, at: number): number {
  if (text.length > mostBytes) refuse('is too large');
  if (at + 2 + text.length > scratch.length) refuse('is too large');
  let length = 0;
  for (; length < text.length; length += 1) {
    const code = text.charCodeAt(length);
    if (code > 0x7f) {
      length = writeUnicode(text, at + 2);
      break;
    }
    scratch[at + 2 + length] = code;
  }
  scratch[at] = length >>> 8;
  scratch[at + 1] = length & 0xff;
  return length;
}

function writeUnicode(text: string, at: number): number {
  if (!text.isWellFormed()) refuse('has text with a lone surrogate');
  const length = Buffer.byteLength(text, 'utf8');
  if (at + length > scratch.length) refuse('is too large');
  return scratchText.write(text, at, 'utf8');
}

// The order of the UTF-8 bytes. UTF-16 puts surrogates before U+E000–U+FFFF, UTF-8 puts what they stand for after.
function byBytes(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return bytesRank(left) - bytesRank(right);
  }
  return a.length - b.length;
}

function bytesRank(unit: number): number {
  if (unit < 0xd8_00) return unit;
  return unit < 0xe0_00 ? unit + 0x20_00 : unit - 0x8_00;
}
