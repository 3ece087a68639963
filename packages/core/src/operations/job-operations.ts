import type { ErrorCode } from '../errors/error-codes.ts';
import type { KeyId } from '../identifiers/key-id.ts';
import { keyId } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';
import type { Parameter } from './parameter.ts';

/** Scheduled work, which the vault does by itself; no object has methods for it. */
export type JobName = 'rotateDueKey' | 'expireKeyMaterial' | 'expireImportTokens' | 'destroyKey';

/** What the vault does by itself too, but is about no key: no record schedules it. */
export type VaultJobName = 'rotateDueBarrierKey';

/** `runDueJobs` takes nothing. */
export type RunDueJobsRequest = Readonly<Record<never, never>>;

export interface RunDueJobsResponse {
  /** What was run, the earliest due first. */
  readonly jobs: readonly JobReport[];
  /** True if more is due than one call runs: call again. */
  readonly more: boolean;
  /**
   * How many destructions are due by the clock, but not yet believed: it has jumped by more than 24 hours. They are
   * done by a call that comes at least an hour after this one, if the clock still says so.
   */
  readonly waiting: number;
}

/** How one piece of scheduled work ended. */
export interface JobReport {
  readonly operation: JobName | VaultJobName;
  /** Absent for `rotateDueBarrierKey`, which is about the vault. */
  readonly keyId?: KeyId;
  /** ISO 8601 in UTC. */
  readonly dueAt: string;
  /** `success`, or why it failed; it is tried again by later calls, after a minute at the earliest and an hour at the latest. */
  readonly outcome: 'success' | ErrorCode;
}

export const runDueJobs: OperationDeclaration<RunDueJobsRequest> = {
  action: 'kms:vault:runDueJobs',
  summary: 'Runs the scheduled work that is due, such as the rotation and destruction of keys.',
  effect: 'administration',
  resource: 'none',
  primaryOnly: false,
  parameters: {},
};

/** What each piece of scheduled work takes: which key it is about, and when it was due. */
export interface JobRequest {
  readonly keyId: string;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
}

export interface JobResponse {
  readonly keyId: KeyId;
}

const dueAt: Parameter = {
  kind: 'integer',
  required: true,
  minimum: 0,
  maximum: 0xff_ff_ff_ff_ff_ff,
  summary: 'When the work is due, in milliseconds since 1970.',
};

export const rotateDueKey: OperationDeclaration<JobRequest> = {
  action: 'kms:vault:rotateDueKey',
  summary: 'Rotates a key that rotates by itself.',
  effect: 'job',
  resource: 'none',
  primaryOnly: true,
  parameters: { keyId, dueAt },
};

/** `rotateDueBarrierKey` takes nothing. */
export type RotateDueBarrierKeyRequest = Readonly<Record<never, never>>;

export const rotateDueBarrierKey: OperationDeclaration<RotateDueBarrierKeyRequest> = {
  action: 'kms:vault:rotateDueBarrierKey',
  summary: 'Rotates a barrier key that has sealed enough records, or ends a rotation that was interrupted.',
  effect: 'job',
  resource: 'none',
  primaryOnly: false,
  parameters: {},
};

export const expireKeyMaterial: OperationDeclaration<JobRequest> = {
  action: 'kms:vault:expireKeyMaterial',
  summary: 'Deletes imported key material that has expired.',
  effect: 'job',
  resource: 'none',
  primaryOnly: true,
  parameters: { keyId, dueAt },
};

export const expireImportTokens: OperationDeclaration<JobRequest> = {
  action: 'kms:vault:expireImportTokens',
  summary: 'Deletes the wrapping keys of import tokens that have expired.',
  effect: 'job',
  resource: 'none',
  primaryOnly: true,
  parameters: { keyId, dueAt },
};

export const destroyKey: OperationDeclaration<JobRequest> = {
  action: 'kms:vault:destroyKey',
  summary: 'Destroys a key whose deletion date has come: its material, aliases, tags and grants.',
  effect: 'job',
  resource: 'none',
  primaryOnly: false,
  parameters: { keyId, dueAt },
};
