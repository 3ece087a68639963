import type { KeyIdentifier, KeyState, KeyStateResponse } from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { commitChanges } from './key-change.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

const movesTo = (state: KeyState): Implementation =>
  implement<{ readonly keyId: KeyIdentifier }, KeyStateResponse>({
    resolve: resolveKey,
    async run(_call, resolved, services) {
      const entry = keyOf(resolved);
      await commitChanges([{ entry, after: { ...entry.record, state } }], [], services);
      return { keyId: entry.record.keyId, state };
    },
  });

// Which states they start from is in the declarations.
export const enableKey: Implementation = movesTo('ENABLED');
export const disableKey: Implementation = movesTo('DISABLED');
