import { randomFillSync } from 'node:crypto';

/** Random bytes that are not part of a shared buffer. */
export function randomBytes(length: number): Uint8Array {
  return randomFillSync(new Uint8Array(length));
}

/** A copy with one bit flipped. */
export function flipped(bytes: Uint8Array, index: number, bit: number): Uint8Array {
  return bytes.map((byte, at) => (at === index ? byte ^ (1 << bit) : byte));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A stream of these pieces. */
export async function* streamOf(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** Cuts into pieces of `size` bytes. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Everything that a stream gives. */
export async function collected(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return joined(...pieces);
}
