import { randomBytes } from 'node:crypto';
import {
  type ByteStream,
  type EncryptStreamResponse,
  headerBytes,
  type KeyIdentifier,
  VaultError,
  mixed,
} from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { purposes } from '../ciphertext/purpose.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { PieceReader } from '../stream/piece-reader.ts';
import { readableOf } from '../stream/readable-of.ts';
import { sealSegments } from '../stream/seal-segments.ts';
import { SegmentKeys, streamKeyBytes } from '../stream/segment-format.ts';
import { aeadOf, sealWith } from './aead-use.ts';
import { symmetricFactsOf } from './algorithm-facts.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
  readonly plaintext: ByteStream;
  readonly encryptionContext: EncodedContext;
}

export const encryptStream: Implementation = implement<Request, EncryptStreamResponse>({
  resolve: (call, services) => resolveKeyWithFacts(call, services, symmetricFactsOf),
  async run(call, resolved, services) {
    const entry = keyOf(resolved);
    const { overheadBytes } = aeadOf(await services.loader.current(entry));
    const streamKey = mixed(randomBytes(streamKeyBytes));
    const header = await sealWith(
      call,
      entry,
      purposes.stream,
      call.request.encryptionContext,
      { plaintext: streamKey },
      services,
    );
    // Without it nobody could tell where the header ends.
    if (overheadBytes === undefined || header.length !== headerBytes + overheadBytes + streamKeyBytes) {
      throw new VaultError('WrongKeyUsage', 'Keys of this key spec can not encrypt streams.');
    }
    const source = new PieceReader(call.request.plaintext);
    const sealed = sealSegments(header, new SegmentKeys(streamKey, header), source);
    return { keyId: entry.record.keyId, ciphertext: readableOf(sealed, source) };
  },
});
