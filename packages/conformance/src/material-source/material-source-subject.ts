import type { MaterialSource, WrappingParameters } from '@chatelaine/core';

/** A material source under test, with what an honest caller does. */
export interface MaterialSourceSubject {
  /** A new instance, as another process would have it. */
  readonly open: () => MaterialSource | Promise<MaterialSource>;
  /** For a source that is not immediate: requests that `begin` takes, one at least, and how their callers wrap. */
  readonly requests?: readonly WrappingRequest[];
}

/** One way to wrap. */
export interface WrappingRequest {
  readonly wrappingAlgorithm: string;
  readonly wrappingKeySpec?: string;
  /** Wraps material as callers do: what it gives is the input of `finish`. `material` is a key of 32 bytes, or a PKCS #8 PrivateKeyInfo. */
  readonly wrap: (
    parameters: WrappingParameters,
    material: Uint8Array,
    form: 'raw' | 'pkcs8',
  ) => WrappedInput | Promise<WrappedInput>;
}

/** What callers give to `finish`. */
export interface WrappedInput {
  readonly encryptedKeyMaterial: Uint8Array;
  readonly encryptedPrivateKey?: Uint8Array;
}
