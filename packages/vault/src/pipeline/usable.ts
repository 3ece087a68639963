import { type KeyState, type OperationDeclaration, VaultError } from '@chatelaine/core';
import type { KeyRecord } from '../keys/key-record.ts';

const refusals: Record<
  KeyState,
  readonly ['KeyDisabled' | 'KeyPendingDeletion' | 'KeyPendingImport' | 'Internal', string]
> = {
  ENABLED: ['Internal', 'The operation does not take an enabled key.'],
  DISABLED: ['KeyDisabled', 'The key is disabled. Enable it to use it.'],
  PENDING_DELETION: [
    'KeyPendingDeletion',
    'The key waits for its deletion. Cancel the deletion and enable it to use it.',
  ],
  PENDING_IMPORT: ['KeyPendingImport', 'The key has no key material. Import it to use the key.'],
};

/** @throws VaultError if the key's state or usage does not fit the operation. */
export function checkUsable({ states, usage }: OperationDeclaration, { state, keyUsage }: KeyRecord): void {
  if (states !== undefined && !states.includes(state)) throw new VaultError(...refusals[state]);
  if (usage !== undefined && usage !== keyUsage) {
    throw new VaultError('WrongKeyUsage', `The key is for ${keyUsage}; this operation needs a key for ${usage}.`);
  }
}
