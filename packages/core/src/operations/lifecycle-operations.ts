import type { KeyId } from '../identifiers/key-id.ts';
import type { KeyState } from '../keys/key-vocabulary.ts';
import { keyId } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';
import { unlessPendingDeletion } from './key-states.ts';

/** What changes of state answer. */
export interface KeyStateResponse {
  readonly keyId: KeyId;
  /** The state from now on. */
  readonly state: KeyState;
}

export interface EnableKeyRequest {
  readonly keyId: string;
}

export const enableKey: OperationDeclaration<EnableKeyRequest> = {
  action: 'kms:cmk:enable',
  summary: 'Enables a key that was disabled.',
  effect: 'change',
  resource: 'key',
  states: {
    ENABLED: 'KeyNotDisabled',
    DISABLED: 'allowed',
    PENDING_DELETION: 'KeyPendingDeletion',
    PENDING_IMPORT: 'KeyPendingImport',
  },
  primaryOnly: false,
  parameters: { keyId },
};

export interface DisableKeyRequest {
  readonly keyId: string;
}

export const disableKey: OperationDeclaration<DisableKeyRequest> = {
  action: 'kms:cmk:disable',
  summary: 'Disables a key: nothing can be encrypted or decrypted with it until it is enabled again.',
  effect: 'change',
  resource: 'key',
  states: {
    ENABLED: 'allowed',
    DISABLED: 'KeyNotEnabled',
    PENDING_DELETION: 'KeyNotEnabled',
    PENDING_IMPORT: 'KeyNotEnabled',
  },
  primaryOnly: false,
  parameters: { keyId },
};

export interface ScheduleKeyDeletionRequest {
  readonly keyId: string;
  /** Days until the key is destroyed, 7–1,096; default 30. */
  readonly pendingDays?: number;
}

export interface ScheduleKeyDeletionResponse extends KeyStateResponse {
  /** From then on the key is as if it did not exist, and its material is destroyed. ISO 8601 in UTC. */
  readonly deletionDate: string;
}

export const scheduleKeyDeletion: OperationDeclaration<ScheduleKeyDeletionRequest> = {
  action: 'kms:cmk:scheduleKeyDeletion',
  summary: 'Puts a key out of use and destroys it after a waiting period, in which that can be cancelled.',
  effect: 'change',
  resource: 'key',
  states: {
    ENABLED: 'allowed',
    DISABLED: 'allowed',
    PENDING_DELETION: 'DeletionAlreadyScheduled',
    PENDING_IMPORT: 'allowed',
  },
  primaryOnly: false,
  parameters: {
    keyId,
    pendingDays: {
      kind: 'integer',
      required: false,
      minimum: 7,
      maximum: 1_096,
      default: 30,
      summary: 'How many days to wait.',
    },
  },
};

export interface CancelKeyDeletionRequest {
  readonly keyId: string;
}

export const cancelKeyDeletion: OperationDeclaration<CancelKeyDeletionRequest> = {
  action: 'kms:cmk:cancelKeyDeletion',
  summary: 'Calls off the deletion of a key, which is disabled then.',
  effect: 'change',
  resource: 'key',
  states: {
    ENABLED: 'DeletionNotScheduled',
    DISABLED: 'DeletionNotScheduled',
    PENDING_DELETION: 'allowed',
    PENDING_IMPORT: 'DeletionNotScheduled',
  },
  primaryOnly: false,
  parameters: { keyId },
};

export interface UpdateKeyDescriptionRequest {
  readonly keyId: string;
  /** Up to 255 characters; empty for none. */
  readonly description: string;
}

export interface UpdateKeyDescriptionResponse {
  readonly keyId: KeyId;
  readonly description: string;
}

export const updateKeyDescription: OperationDeclaration<UpdateKeyDescriptionRequest> = {
  action: 'kms:cmk:updateDescription',
  summary: 'Replaces the description of a key.',
  effect: 'change',
  resource: 'key',
  states: unlessPendingDeletion,
  primaryOnly: false,
  parameters: {
    keyId,
    description: { kind: 'text', required: true, maximum: 255, summary: 'The new description; empty for none.' },
  },
};
