import { type OperationDeclaration, type StateRefusal, VaultError } from '@chatelaine/core';
import { isDefaultKey, type KeyRecord } from '../keys/key-record.ts';

const messages: Readonly<Record<StateRefusal, string>> = {
  KeyDisabled: 'The key is disabled. Enable it first.',
  KeyPendingDeletion: 'The key waits for its deletion. Cancel the deletion first, then enable the key to use it.',
  KeyPendingImport: 'The key has no key material. Import it first.',
  KeyNotPendingImport:
    'The key has its key material, so it does not wait for an import. To rotate an enabled AES key, import with staged: true.',
  KeyNotDisabled: 'The key is enabled already; only a disabled key can be enabled.',
  DeletionAlreadyScheduled: 'The deletion of the key is scheduled already. To set another date, cancel it first.',
  DeletionNotScheduled: 'No deletion of the key is scheduled. describeKey tells its state.',
  KeyNotEnabled: 'The key is not enabled; only an enabled key can be disabled. describeKey tells its state.',
};

/** The error for a key that has what an import would bring. */
export function keyNotPendingImport(): VaultError {
  return new VaultError('KeyNotPendingImport', messages.KeyNotPendingImport);
}

/** The error for a key without material. */
export function keyPendingImport(): VaultError {
  return new VaultError('KeyPendingImport', messages.KeyPendingImport);
}

/**
 * @param which What the messages call the key, where an operation has two.
 * @throws VaultError if the operation is not for such a key: a default key, another origin, state or usage.
 */
export function checkUsable(
  { effect, origin, states, usage }: OperationDeclaration,
  record: KeyRecord,
  which: string = 'The key',
): void {
  const { state, keyUsage } = record;
  if (effect === 'change' && isDefaultKey(record)) {
    throw new VaultError(
      'DefaultKeyProtected',
      'The key is the default key of a service: it is used, and nothing of it is changed. Make a key of your own for that.',
    );
  }
  if (origin === 'external' && record.origin !== origin) {
    throw new VaultError(
      'KeyNotExternal',
      'The key material was made by the vault. Create a key with the origin external for material of your own.',
    );
  }
  if (states !== undefined) {
    const answer = states[state];
    if (answer !== 'allowed') throw new VaultError(answer, messages[answer].replace(/^The key/, which));
  }
  if (usage !== undefined && usage !== keyUsage) {
    throw new VaultError('WrongKeyUsage', `${which} is for ${keyUsage}; this operation needs a key for ${usage}.`);
  }
}
