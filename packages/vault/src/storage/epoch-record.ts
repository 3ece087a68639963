import { headShards, type HeadRevisions, noHeads } from './head.ts';

/** What the epoch record says besides being there: every commit writes it. */
export interface EpochRecord {
  /** Of the keyring: whoever knows an older one reads it again. */
  readonly generation: number;
  /** The revision of the epoch in which the meaning of a record last changed. What was only sealed again is the same. */
  readonly changedAt: number;
  /** How many records are sealed under the newest barrier key, or may be before the next are counted. */
  readonly sealed: number;
  /** The revisions of all heads: none of them can be put back without the epoch. */
  readonly heads: HeadRevisions;
}

const generationBytes = 4;
const revisionBytes = 6;
const countBytes = 6;
const sealedOffset = generationBytes + revisionBytes;
const headsOffset = sealedOffset + countBytes;

/** The epoch of a new vault, which is the first record that is sealed. */
export const firstEpoch: EpochRecord = { generation: 1, changedAt: 1, sealed: 1, heads: noHeads };

/** generation(4) ‖ changed at(6) ‖ sealed(6) ‖ 64 × revision(6). */
export function encodeEpoch({ generation, changedAt, sealed, heads }: EpochRecord): Uint8Array {
  const encoded = Buffer.alloc(headsOffset + headShards * revisionBytes);
  encoded.writeUInt32BE(generation, 0);
  encoded.writeUIntBE(changedAt, generationBytes, revisionBytes);
  encoded.writeUIntBE(sealed, sealedOffset, countBytes);
  for (const [shard, revision] of heads.entries())
    encoded.writeUIntBE(revision, headsOffset + shard * revisionBytes, revisionBytes);
  return encoded;
}

/** Reads what `encodeEpoch` wrote; the seal vouches for its form. */
export function decodeEpoch(content: Uint8Array): EpochRecord {
  const encoded = Buffer.from(content.buffer, content.byteOffset, content.length);
  return {
    generation: encoded.readUInt32BE(0),
    changedAt: encoded.readUIntBE(generationBytes, revisionBytes),
    sealed: encoded.readUIntBE(sealedOffset, countBytes),
    heads: noHeads.map((_none, shard) => encoded.readUIntBE(headsOffset + shard * revisionBytes, revisionBytes)),
  };
}
