import type { KeyId } from '../identifiers/key-id.ts';
import type { KeyVersionState } from '../keys/key-vocabulary.ts';
import { keyId } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';
import { inEveryState, unlessPendingDeletion, whenEnabled } from './key-states.ts';
import type { Parameter } from './parameter.ts';

/** One version of a key's material. Times are ISO 8601 in UTC. */
export interface KeyVersionMetadata {
  /** `epoch.sequence`. */
  readonly version: string;
  readonly createdAt: string;
  readonly state: KeyVersionState;
  /** When its imported material ends by itself; absent if it does not, or is not there. */
  readonly expiresAt?: string;
}

/** How a key rotates. Times are ISO 8601 in UTC. */
export interface KeyRotation {
  /** Whether the key rotates by itself. */
  readonly enabled: boolean;
  /** Days, 30–365; absent if it is not enabled. */
  readonly rotationInterval?: number;
  /**
   * When it rotates by itself next; absent if that is not enabled. In the past if the rotation is overdue: it is made up
   * for with the next run of scheduled work, and for a key that can't be used, after it is enabled.
   */
  readonly nextRotationDate?: string;
  /** Absent if it never rotated. */
  readonly lastRotationDate?: string;
  /** How often it rotated, by itself or on demand. */
  readonly rotations: number;
}

const rotationInterval: Parameter = {
  kind: 'integer',
  required: true,
  minimum: 30,
  maximum: 365,
  summary: 'Days from one rotation to the next.',
};

export interface EnableKeyRotationRequest {
  readonly keyId: string;
  /** Days from one rotation to the next, 30–365; default 365. */
  readonly rotationInterval?: number;
}

/** What changes of the automatic rotation answer. */
export interface KeyRotationResponse {
  readonly keyId: KeyId;
  /** Days. */
  readonly rotationInterval: number;
  /** ISO 8601 in UTC. */
  readonly nextRotationDate: string;
}

export const enableKeyRotation: OperationDeclaration<EnableKeyRotationRequest> = {
  action: 'kms:cmk:enableRotation',
  summary: 'Has a key rotate by itself.',
  effect: 'change',
  resource: 'key',
  states: whenEnabled,
  primaryOnly: true,
  parameters: { keyId, rotationInterval: { ...rotationInterval, required: false, default: 365 } },
};

export interface DisableKeyRotationRequest {
  readonly keyId: string;
}

export interface DisableKeyRotationResponse {
  readonly keyId: KeyId;
}

export const disableKeyRotation: OperationDeclaration<DisableKeyRotationRequest> = {
  action: 'kms:cmk:disableRotation',
  summary: 'Has a key not rotate by itself any more; its versions stay.',
  effect: 'change',
  resource: 'key',
  states: whenEnabled,
  primaryOnly: true,
  parameters: { keyId },
};

export interface UpdateKeyRotationIntervalRequest {
  readonly keyId: string;
  /** Days, 30–365. */
  readonly rotationInterval: number;
}

export const updateKeyRotationInterval: OperationDeclaration<UpdateKeyRotationIntervalRequest> = {
  action: 'kms:cmk:updateRotation',
  summary: 'Sets how often a key rotates by itself; the new interval counts from now.',
  effect: 'change',
  resource: 'key',
  states: whenEnabled,
  primaryOnly: true,
  parameters: { keyId, rotationInterval },
};

export interface GetKeyRotationStatusRequest {
  readonly keyId: string;
}

export interface GetKeyRotationStatusResponse extends KeyRotation {
  readonly keyId: KeyId;
  /** Oldest first. */
  readonly versions: readonly KeyVersionMetadata[];
}

export const getKeyRotationStatus: OperationDeclaration<GetKeyRotationStatusRequest> = {
  action: 'kms:cmk:getRotation',
  summary: 'Tells how a key rotates, and its versions.',
  effect: 'read',
  resource: 'key',
  states: inEveryState,
  primaryOnly: false,
  parameters: { keyId },
};

export interface RotateKeyRequest {
  readonly keyId: string;
}

export interface RotateKeyResponse {
  readonly keyId: KeyId;
  /** The version that new ciphertexts are made with from now on, as `epoch.sequence`. */
  readonly currentVersion: string;
}

export const rotateKey: OperationDeclaration<RotateKeyRequest> = {
  action: 'kms:cmk:rotateOnDemand',
  summary: 'Gives a key new material for new ciphertexts; those of before can still be decrypted.',
  effect: 'change',
  resource: 'key',
  states: whenEnabled,
  primaryOnly: true,
  parameters: { keyId },
};

export interface UpdateKeyMinimumVersionRequest {
  readonly keyId: string;
  /** `epoch.sequence`, one of the versions that the key has or had as its current one. */
  readonly minimumVersion: string;
}

export interface UpdateKeyMinimumVersionResponse {
  readonly keyId: KeyId;
  readonly minimumVersion: string;
}

export const updateKeyMinimumVersion: OperationDeclaration<UpdateKeyMinimumVersionRequest> = {
  action: 'kms:cmk:updateMinimumVersion',
  summary: 'Has a key refuse to decrypt what was made with earlier versions.',
  effect: 'change',
  resource: 'key',
  states: unlessPendingDeletion,
  primaryOnly: true,
  parameters: {
    keyId,
    minimumVersion: { kind: 'keyVersion', required: true, summary: 'The earliest version that is still decrypted.' },
  },
};
