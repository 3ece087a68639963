import type { KeyIdentifier, UpdateKeyDescriptionResponse } from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { commitChanges } from './key-change.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
  readonly description: string;
}

export const updateKeyDescription: Implementation = implement<Request, UpdateKeyDescriptionResponse>({
  resolve: resolveKey,
  async run({ request: { description } }, resolved, services) {
    const entry = keyOf(resolved);
    await commitChanges([{ entry, after: { ...entry.record, description } }], [], services);
    return { keyId: entry.record.keyId, description };
  },
});
