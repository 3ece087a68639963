import { headEnd, identityEnd, nonceBytes, prefixEnd } from './layout.ts';

/** Longer than any encryption context that the vault takes; anything beyond is put together in a buffer of its own. */
const capacity = 16_384;

/**
 * The buffer in which the associated data of every message is put together: the head of its ciphertext, then the
 * canonical encryption context. Sealing and opening are synchronous and nothing here is secret, so one is enough.
 */
export class AssociatedData {
  readonly #buffer: Buffer<ArrayBuffer> = Buffer.alloc(capacity);
  readonly #identity: Buffer<ArrayBuffer> = this.#buffer.subarray(0, identityEnd);
  #last: Uint8Array = this.#buffer.subarray(0, headEnd);

  /** header ‖ salt ‖ commitment ‖ nonce. */
  readonly head: Uint8Array = this.#buffer.subarray(0, headEnd);
  /** header ‖ salt ‖ commitment. */
  readonly prefix: Uint8Array = this.#buffer.subarray(0, prefixEnd);
  readonly nonce: Uint8Array = this.#buffer.subarray(prefixEnd, headEnd);
  readonly nonceWords: DataView = new DataView(this.#buffer.buffer, this.#buffer.byteOffset + prefixEnd, nonceBytes);

  /** header ‖ salt as a key for maps. */
  identity(): string {
    return this.#identity.toString('latin1');
  }

  /** The whole: the head and `context`. Good until the next message. */
  with(context: Uint8Array): Uint8Array {
    const length = headEnd + context.length;
    if (length > capacity) return Buffer.concat([this.head, context]);
    this.#buffer.set(context, headEnd);
    if (this.#last.length !== length) this.#last = this.#buffer.subarray(0, length);
    return this.#last;
  }
}
