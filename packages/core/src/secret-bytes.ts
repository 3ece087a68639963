import { inspect } from 'node:util';
import { VaultError } from './errors/vault-error.ts';

const shown = '[SecretBytes]';

/** The same symbol in every copy of this package that a process loads. */
const brand: unique symbol = Symbol.for('@chatelaine/core/SecretBytes');

/**
 * Bytes that must not be seen: key material on its way between a material source, the vault and an algorithm.
 *
 * They show nothing in `JSON.stringify`, `util.inspect`, `console.log`, string conversion or a structured clone.
 * `dispose()` overwrites them. In a garbage-collected runtime that is best effort: copies that the runtime
 * made on its own are out of reach (see the threat model).
 */
export class SecretBytes {
  static {
    Object.defineProperty(this.prototype, brand, { value: true });
    Object.defineProperty(this.prototype, inspect.custom, { value: (): string => shown });
  }

  #bytes: Uint8Array | undefined;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Copies `source` and overwrites it with zeros, so that one copy is left. */
  static take(source: Uint8Array): SecretBytes {
    const bytes = new Uint8Array(source);
    source.fill(0);
    return new SecretBytes(bytes);
  }

  /** True for the `SecretBytes` of any copy of this package. */
  static is(value: unknown): value is SecretBytes {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** Number of bytes; 0 once disposed. */
  get length(): number {
    return this.#bytes?.length ?? 0;
  }

  /**
   * Lends the bytes to `borrow` and returns what it returns. The borrower must not keep or change them;
   * a promise that it returns must not need them any more.
   */
  use<Result>(borrow: (bytes: Uint8Array) => Result): Result {
    if (this.#bytes === undefined) throw new VaultError('Internal', 'Secret bytes were used after they were disposed.');
    return borrow(this.#bytes);
  }

  /** Overwrites the bytes. Further calls do nothing. */
  dispose(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toJSON(): string {
    return shown;
  }

  toString(): string {
    return shown;
  }
}
