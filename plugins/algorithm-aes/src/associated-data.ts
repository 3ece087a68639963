import { headEnd, identityEnd, nonceBytes, prefixEnd } from './layout.ts';

/** Anything longer is put together in a buffer of its own. */
const contextCapacity = 256;
/** Up to here a loop is faster than a call. */
const copiedByLoop = 64;

/**
 * A buffer in which the associated data of messages is put together: the head of a ciphertext, then the canonical
 * encryption context. Nothing here is secret.
 */
export class AssociatedData {
  readonly #buffer: Buffer<ArrayBuffer> = Buffer.alloc(headEnd + contextCapacity);
  readonly #identity: Buffer<ArrayBuffer> = this.#buffer.subarray(0, identityEnd);
  #last: Uint8Array = this.#buffer.subarray(0, headEnd);

  /** header ‖ salt ‖ commitment ‖ nonce. */
  readonly head: Uint8Array = new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset, headEnd);
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
    if (context.length > contextCapacity) return Buffer.concat([this.head, context]);
    if (context.length > copiedByLoop) this.#buffer.set(context, headEnd);
    else for (let index = 0; index < context.length; index += 1) this.#buffer[headEnd + index] = context[index] ?? 0;
    if (this.#last.length !== length) this.#last = this.#buffer.subarray(0, length);
    return this.#last;
  }
}
