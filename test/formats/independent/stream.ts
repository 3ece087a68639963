import { join, number, utf8 } from './bytes.ts';
import { openCiphertext, purposes, type VersionedKey } from './ciphertext.ts';
import { decrypt, encrypt, hkdf } from './primitives.ts';

const headerLength = 131;
const segmentLength = 65_536;
const none = new Uint8Array(0);

export interface SegmentKeys {
  readonly segmentKey: Uint8Array;
  readonly noncePrefix: Uint8Array;
}

export async function segmentKeysOf(streamKey: Uint8Array, header: Uint8Array): Promise<SegmentKeys> {
  const derived = await hkdf(streamKey, undefined, join(utf8('chatelaine/v1/stream'), header), 39);
  return { segmentKey: derived.subarray(0, 32), noncePrefix: derived.subarray(32) };
}

function nonceOf({ noncePrefix }: SegmentKeys, index: number, last: boolean): Uint8Array {
  return join(noncePrefix, number(index, 4), number(last ? 1 : 0, 1));
}

export function sealSegment(
  keys: SegmentKeys,
  index: number,
  last: boolean,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  return encrypt(keys.segmentKey, nonceOf(keys, index, last), none, plaintext);
}

/** @param header A ciphertext of `streamKey` with purpose 4. */
export async function sealStream(
  header: Uint8Array,
  streamKey: Uint8Array,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const keys = await segmentKeysOf(streamKey, header);
  const segments: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < plaintext.length; at += segmentLength) {
    const last = at + segmentLength >= plaintext.length;
    segments.push(await sealSegment(keys, segments.length, last, plaintext.subarray(at, at + segmentLength)));
  }
  return join(header, ...segments);
}

/** The plaintext of a whole stream, or `undefined`. */
export async function openStream(
  versions: readonly VersionedKey[],
  context: Uint8Array,
  stream: Uint8Array,
): Promise<Uint8Array | undefined> {
  const header = stream.slice(0, headerLength);
  if (header.length < headerLength || stream.length === headerLength) return undefined;
  const streamKey = await openCiphertext(versions, purposes.stream, context, header);
  if (streamKey?.length !== 32) return undefined;
  const keys = await segmentKeysOf(streamKey, header);
  const plaintext: Uint8Array[] = [];
  for (let at = headerLength, last = false; !last; at += segmentLength + 16) {
    const sealed = stream.subarray(at, at + segmentLength + 16);
    last = at + sealed.length === stream.length;
    const opened = await decrypt(keys.segmentKey, nonceOf(keys, plaintext.length, last), none, sealed);
    if (opened === undefined) return undefined;
    plaintext.push(opened);
  }
  return join(...plaintext);
}
