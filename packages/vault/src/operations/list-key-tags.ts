import type { KeyIdentifier, KeyTags } from '@chatelaine/core';
import { tagsOf } from '../keys/key-metadata.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

export const listKeyTags: Implementation = implement<{ readonly keyId: KeyIdentifier }, KeyTags>({
  resolve: resolveKey,
  run: (_call, resolved) => tagsOf(keyOf(resolved).record),
});
