import type { ErrorCode } from './error-codes.ts';

/** The same symbol in every copy of this package that a process loads. */
const brand: unique symbol = Symbol.for('@chatelaine/core/VaultError');

/** What may accompany a `VaultError`. */
export interface VaultErrorOptions {
  /** What the driver or the runtime threw. Never holds secrets; not shown to callers of a remote host. */
  readonly cause?: unknown;
}

/**
 * The one error class of Chatelaine. Act on `code`, which is stable; `message` is for people and may change.
 *
 * Recognise it with `VaultError.is(error)`, not with `instanceof`: the brand also holds when a plugin
 * brought its own copy of this package.
 */
export class VaultError extends Error {
  static {
    Object.defineProperty(this.prototype, brand, { value: true });
    Object.defineProperty(this.prototype, 'name', { value: 'VaultError', configurable: true, writable: true });
  }

  readonly code: ErrorCode;

  /**
   * @param code One of `errorCodes`.
   * @param message What happened and what to do next: full sentences, no secrets.
   */
  constructor(code: ErrorCode, message: string, options?: VaultErrorOptions) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
  }

  /** True for a `VaultError` of any copy of this package, and, when given, of this code. */
  static is(error: unknown, code?: ErrorCode): error is VaultError {
    if (typeof error !== 'object' || error === null || !(brand in error)) return false;
    return code === undefined || ('code' in error && error.code === code);
  }
}
