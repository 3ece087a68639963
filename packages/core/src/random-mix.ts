import { type Cipher, createCipheriv, hkdfSync } from 'node:crypto';

const keyBytes = 32;

/** An endless stream of bytes that is added to random ones; absent as long as nothing was mixed in. */
let stream: Cipher | undefined;

/**
 * Random bytes as the runtime gave them, mixed in place with what `mixIn` brought; unchanged if that was never called. Whatever
 * keys and nonces are made of goes through here, because the generator of the runtime can't be seeded anew: two processes that were
 * resumed from one image would draw the same. The sum of two independent streams is as random as the better of them.
 */
export function mixed<Bytes extends NodeJS.ArrayBufferView>(random: Bytes): Bytes {
  if (stream === undefined) return random;
  const bytes = new Uint8Array(random.buffer, random.byteOffset, random.byteLength);
  // In counter mode, encryption is the sum of the plaintext and the stream.
  const sum = stream.update(bytes);
  bytes.set(sum);
  sum.fill(0);
  return random;
}

/** The same for a UUID of version 4. */
export function mixedUuid(random: string): string {
  if (stream === undefined) return random;
  const bytes = mixed(Buffer.from(random.replaceAll('-', ''), 'hex'));
  // RFC 9562 §5.4: the version and the variant are no random bits.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * Mixes into all random bytes from now on, in this process: `fresh`, from outside of it and 32 bytes or more, on top of what was mixed in
 * before, and the time. For `vault.reseed()`; overwrites `fresh`.
 */
export function mixIn(fresh: Uint8Array): void {
  const before = mixed(Buffer.alloc(keyBytes));
  const time = `chatelaine/v1/random\0${Date.now()}\0${process.hrtime.bigint()}`;
  const seed = Buffer.concat([before, fresh]);
  const key = Buffer.from(hkdfSync('sha256', seed, '', time, keyBytes));
  stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  for (const secret of [before, fresh, seed, key]) secret.fill(0);
}
