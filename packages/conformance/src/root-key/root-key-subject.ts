import type { RootKey } from '@chatelaine/core';

/** A root key under test. */
export interface RootKeySubject {
  /** A new instance of one and the same root key, as another process would have it. */
  readonly open: () => RootKey | Promise<RootKey>;
  /** An instance of another root key of this kind. */
  readonly openAnother: () => RootKey | Promise<RootKey>;
}
