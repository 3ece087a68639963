import type { KeyIdentifier, KeyMetadata } from '@chatelaine/core';
import { metadataOf } from '../keys/key-metadata.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

export const describeKey: Implementation = implement<{ readonly keyId: KeyIdentifier }, KeyMetadata>({
  resolve: resolveKey,
  run: (_call, resolved, { locality }) => metadataOf(keyOf(resolved).record, locality),
});
