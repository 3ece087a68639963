import { type ByteStream, type DecryptStreamResponse, headerBytes, type KeyIdentifier } from '@chatelaine/core';
import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { purposes } from '../ciphertext/purpose.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';
import { openSegments } from '../stream/open-segments.ts';
import { PieceReader } from '../stream/piece-reader.ts';
import { readableOf } from '../stream/readable-of.ts';
import { SegmentKeys, streamKeyBytes } from '../stream/segment-format.ts';
import { StreamStart } from '../stream/stream-start.ts';
import { openWith, versionToOpen } from './aead-use.ts';
import { symmetricFacts } from './algorithm-facts.ts';
import { resolveCiphertext } from './resolve-ciphertext.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier | undefined;
  readonly ciphertext: ByteStream;
  readonly encryptionContext: EncodedContext;
}

interface Plan extends Resolved {
  /** The part of the header that names the key. */
  readonly named: Uint8Array;
  readonly start: StreamStart;
}

export const decryptStream: Implementation = implement<Request, DecryptStreamResponse, Plan>({
  async resolve(call, services, before) {
    const start = before?.start ?? new StreamStart(new PieceReader(call.request.ciphertext), services.closing);
    const abandon = (): void => start.source.abort();
    try {
      const named = before?.named ?? (await start.first(headerBytes));
      const resolved = await resolveCiphertext(call, call.request.keyId, named, symmetricFacts, services);
      return { ...resolved, named, start, abandon };
    } catch (error) {
      abandon();
      throw error;
    }
  },

  async run(call, plan, services) {
    const entry = keyOf(plan);
    const overheadBytes = await overheadOf(entry, plan.named, services);
    const header = await plan.start.first(headerBytes + overheadBytes + streamKeyBytes);
    const streamKey = await openWith(
      call,
      entry,
      purposes.stream,
      call.request.encryptionContext,
      { ciphertext: header },
      services,
    );
    if (streamKey.length !== streamKeyBytes) throw decryptFailed();
    const { source } = plan.start;
    const opened = openSegments(new SegmentKeys(streamKey, header), source);
    return { keyId: entry.record.keyId, plaintext: readableOf(opened, source) };
  },
});

async function overheadOf(entry: KeyEntry, start: Uint8Array, services: Services): Promise<number> {
  const { key } = await versionToOpen(entry, start, services);
  const overheadBytes = key.aead?.overheadBytes;
  if (overheadBytes === undefined) throw decryptFailed();
  return overheadBytes;
}
