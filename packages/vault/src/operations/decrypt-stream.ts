import { type ByteStream, type DecryptStreamResponse, headerBytes } from '@chatelaine/core';
import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { versionOfCiphertext } from '../ciphertext/header.ts';
import { purposes } from '../ciphertext/purpose.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';
import { openSegments } from '../stream/open-segments.ts';
import { PieceReader } from '../stream/piece-reader.ts';
import { readableOf } from '../stream/readable-of.ts';
import { SegmentKeys, streamKeyBytes } from '../stream/segment-format.ts';
import { unlessClosing } from '../stream/unless-closing.ts';
import { aeadOf, openWith } from './aead-use.ts';
import { symmetricFacts } from './algorithm-facts.ts';
import { type ExpectedKey, resolveCiphertext } from './resolve-ciphertext.ts';
import { keyOf } from './resolved-key.ts';

interface Request extends ExpectedKey {
  readonly ciphertext: ByteStream;
  readonly encryptionContext: EncodedContext;
}

interface Plan extends Resolved {
  /** The part of the header that names the key. */
  readonly start: Uint8Array;
  readonly source: PieceReader;
}

export const decryptStream: Implementation = implement<Request, DecryptStreamResponse, Plan>({
  async resolve(call, services) {
    const source = new PieceReader(call.request.ciphertext);
    try {
      const start = await takeExactly(source, headerBytes, services);
      const resolved = await resolveCiphertext(call, start, symmetricFacts, services);
      return { ...resolved, start, source, abandon: () => source.abort() };
    } catch (error) {
      source.abort();
      throw error;
    }
  },

  async run({ request: { encryptionContext } }, plan, services) {
    const entry = keyOf(plan);
    const overheadBytes = await overheadOf(entry, plan.start, services);
    const rest = await takeExactly(plan.source, overheadBytes + streamKeyBytes, services);
    const header = Buffer.concat([plan.start, rest]);
    const streamKey = await openWith(entry, purposes.stream, encryptionContext, header, services);
    if (streamKey.length !== streamKeyBytes) throw decryptFailed();
    const opened = openSegments(new SegmentKeys(streamKey, header), plan.source);
    return { keyId: entry.record.keyId, plaintext: readableOf(opened, plan.source) };
  },
});

// A stream that ends with its header has lost its segments.
async function takeExactly(source: PieceReader, size: number, { closing }: Services): Promise<Uint8Array> {
  const { pieces, bytes, last } = await unlessClosing(closing, source.take(size));
  if (last || bytes < size) throw decryptFailed();
  return Buffer.concat(pieces);
}

async function overheadOf(entry: KeyEntry, start: Uint8Array, { loader }: Services): Promise<number> {
  const version = await loader.version(entry, versionOfCiphertext(start));
  const overheadBytes = version === undefined ? undefined : aeadOf(version).overheadBytes;
  if (overheadBytes === undefined) throw decryptFailed();
  return overheadBytes;
}
