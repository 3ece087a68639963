import type { ByteStream, DecryptStreamResponse } from '@chatelaine/core';
import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { purposes } from '../ciphertext/purpose.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import { openSegments } from '../stream/open-segments.ts';
import { PieceReader } from '../stream/piece-reader.ts';
import { readableOf } from '../stream/readable-of.ts';
import { SegmentKeys, streamHeaderBytes, streamKeyBytes } from '../stream/segment-format.ts';
import { openWith } from './aead-use.ts';
import { type ExpectedKey, resolveCiphertext } from './resolve-ciphertext.ts';
import { keyOf } from './resolved-key.ts';

interface Request extends ExpectedKey {
  readonly ciphertext: ByteStream;
  readonly encryptionContext: EncodedContext;
}

interface Plan extends Resolved {
  readonly header: Uint8Array;
  readonly source: PieceReader;
}

export const decryptStream: Implementation = implement<Request, DecryptStreamResponse, Plan>({
  async resolve(call, services) {
    const source = new PieceReader(call.request.ciphertext);
    try {
      const start = await source.take(streamHeaderBytes);
      const header = Buffer.concat(start.pieces);
      if (start.last || header.length < streamHeaderBytes) throw decryptFailed();
      const resolved = await resolveCiphertext(call, header, services);
      return { ...resolved, header, source, abandon: () => void source.close() };
    } catch (error) {
      await source.close();
      throw error;
    }
  },

  async run({ request: { encryptionContext } }, plan, services) {
    const entry = keyOf(plan);
    const streamKey = await openWith(entry, purposes.stream, encryptionContext, plan.header, services);
    if (streamKey.length !== streamKeyBytes) throw decryptFailed();
    const opened = openSegments(new SegmentKeys(streamKey, plan.header), plan.source);
    return { keyId: entry.record.keyId, plaintext: readableOf(opened, plan.source) };
  },
});
