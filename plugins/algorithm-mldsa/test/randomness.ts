import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as Crypto from 'node:crypto';

/** The object that `node:crypto` is made of; liboqs reads it, and so do imports once they are told of a change. */
const crypto = createRequire(import.meta.url)('node:crypto') as {
  randomBytes: (length: number) => Buffer;
  randomFillSync: typeof Crypto.randomFillSync;
};

/** Runs `work` with random numbers from `fill`, and tells how many bytes were drawn at a time. */
export function withRandomness<Result>(
  fill: (bytes: Uint8Array) => void,
  work: () => Result,
): { readonly result: Result; readonly drawn: readonly number[] } {
  const genuine = { randomBytes: crypto.randomBytes, randomFillSync: crypto.randomFillSync };
  const drawn: number[] = [];
  const draw = <Bytes extends Uint8Array>(bytes: Bytes): Bytes => {
    drawn.push(bytes.length);
    fill(bytes);
    return bytes;
  };
  crypto.randomBytes = (length) => draw(Buffer.alloc(length));
  crypto.randomFillSync = ((bytes: Uint8Array) => draw(bytes)) as typeof Crypto.randomFillSync;
  syncBuiltinESMExports();
  try {
    return { result: work(), drawn };
  } finally {
    Object.assign(crypto, genuine);
    syncBuiltinESMExports();
  }
}

/** Signatures with all-zero randomness are the deterministic ones (FIPS 204 §3.4). */
export function deterministically<Result>(work: () => Result): Result {
  return withRandomness((bytes) => bytes.fill(0), work).result;
}
