import type { ErrorCode } from '../errors/error-codes.ts';
import type { KeyState } from '../keys/key-vocabulary.ts';

/** Why a key is in the wrong state for an operation. */
export type StateRefusal = Extract<
  ErrorCode,
  | 'KeyDisabled'
  | 'KeyPendingDeletion'
  | 'KeyPendingImport'
  | 'KeyNotPendingImport'
  | 'KeyNotDisabled'
  | 'KeyNotEnabled'
  | 'DeletionAlreadyScheduled'
  | 'DeletionNotScheduled'
>;

/**
 * What an operation answers in each state of its key. The pipeline checks it after the decision;
 * `docs/key-states.md` prints the rules of all operations as one table.
 */
export type StateRule = Readonly<Record<KeyState, 'allowed' | StateRefusal>>;

/** For what needs the key material, and for what only makes sense while the key is in use. */
export const whenEnabled: StateRule = {
  ENABLED: 'allowed',
  DISABLED: 'KeyDisabled',
  PENDING_DELETION: 'KeyPendingDeletion',
  PENDING_IMPORT: 'KeyPendingImport',
};

/** For changes of what a key is called and what is said about it. */
export const unlessPendingDeletion: StateRule = {
  ENABLED: 'allowed',
  DISABLED: 'allowed',
  PENDING_DELETION: 'KeyPendingDeletion',
  PENDING_IMPORT: 'allowed',
};

/** For reading what the vault holds, and for taking names away. */
export const inEveryState: StateRule = {
  ENABLED: 'allowed',
  DISABLED: 'allowed',
  PENDING_DELETION: 'allowed',
  PENDING_IMPORT: 'allowed',
};
