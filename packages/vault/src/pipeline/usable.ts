import { type OperationDeclaration, type StateRefusal, VaultError } from '@chatelaine/core';
import type { KeyRecord } from '../keys/key-record.ts';

const messages: Readonly<Record<StateRefusal, string>> = {
  KeyDisabled: 'The key is disabled. Enable it first.',
  KeyPendingDeletion: 'The key waits for its deletion. Cancel the deletion first, then enable the key to use it.',
  KeyPendingImport: 'The key has no key material. Import it first.',
  KeyNotDisabled: 'The key is enabled already; only a disabled key can be enabled.',
  KeyNotEnabled: 'The key is not enabled; only an enabled key can be disabled. describeKey tells its state.',
};

/** @throws VaultError if the key's state or usage does not fit the operation. */
export function checkUsable({ states, usage }: OperationDeclaration, { state, keyUsage }: KeyRecord): void {
  if (states !== undefined) {
    const answer = states[state];
    if (answer !== 'allowed') throw new VaultError(answer, messages[answer]);
  }
  if (usage !== undefined && usage !== keyUsage) {
    throw new VaultError('WrongKeyUsage', `The key is for ${keyUsage}; this operation needs a key for ${usage}.`);
  }
}
