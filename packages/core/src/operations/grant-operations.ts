import type { KeyId } from '../identifiers/key-id.ts';
import { type GrantableOperation, grantableOperations } from '../keys/grantable-operations.ts';
import { keyId, limit, marker } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';
import { inEveryState, whenEnabled } from './key-states.ts';
import type { Parameter } from './parameter.ts';

export interface CreateGrantRequest {
  readonly keyId: string;
  /** Who is given the operations: the id of one principal, `user:…`, `service:…` or `role-session:…`. */
  readonly grantee: string;
  /** 1–17 names. The caller must have the right to each, by policy or by a grant that may be passed on. */
  readonly operations: readonly GrantableOperation[];
  /** Who, beside the grantee, may retire the grant. */
  readonly retiringPrincipal?: string;
  /** The grant counts only for exactly this encryption context. Not together with `encryptionContextSubset`. */
  readonly encryptionContextEquals?: Readonly<Record<string, string>>;
  /** The grant counts only for encryption contexts that have all of these pairs, 1–64. */
  readonly encryptionContextSubset?: Readonly<Record<string, string>>;
  /** When the grant ends, in the future. ISO 8601 in UTC. Default: with the key. */
  readonly expiresAt?: string;
  /** For people, 0–255 characters. */
  readonly name?: string;
}

export interface GrantResponse {
  readonly keyId: KeyId;
  /** 64 hexadecimal digits in lower case, drawn at random. */
  readonly grantId: string;
}

/** A grant as lists show it. */
export interface GrantEntry extends GrantResponse {
  readonly name: string;
  readonly grantee: string;
  /** Who made it, and on whose right it rests. */
  readonly grantor: string;
  readonly retiringPrincipal?: string;
  /** Sorted. */
  readonly operations: readonly GrantableOperation[];
  readonly encryptionContextEquals?: Readonly<Record<string, string>>;
  readonly encryptionContextSubset?: Readonly<Record<string, string>>;
  /** ISO 8601 in UTC. */
  readonly creationDate: string;
  /** ISO 8601 in UTC; absent if it does not end by itself. */
  readonly expiresAt?: string;
  /** The grant that it passes on; absent if its grantor has the right by policy. */
  readonly parentGrantId?: string;
}

const grantId: Parameter = {
  kind: 'grantId',
  required: true,
  summary: 'The grant: 64 hexadecimal digits, as createGrant and listGrants give them.',
};

export const createGrant: OperationDeclaration<CreateGrantRequest> = {
  action: 'kms:cmk:createGrant',
  summary: 'Lets one principal use a key, as far as the caller may, until the grant is retired or revoked.',
  effect: 'change',
  resource: 'key',
  states: whenEnabled,
  primaryOnly: false,
  parameters: {
    keyId,
    grantee: { kind: 'principalId', required: true, summary: 'The principal that is given the operations.' },
    operations: {
      kind: 'choices',
      required: true,
      among: Object.keys(grantableOperations),
      summary: 'What it may do with the key.',
    },
    retiringPrincipal: {
      kind: 'principalId',
      required: false,
      summary: 'Who may retire the grant, beside the grantee.',
    },
    encryptionContextEquals: {
      kind: 'encryptionContext',
      required: false,
      absent: 'unset',
      summary: 'The one encryption context that the grant is for.',
    },
    encryptionContextSubset: {
      kind: 'encryptionContext',
      required: false,
      absent: 'unset',
      summary: 'Pairs that the encryption context must have for the grant to count.',
    },
    expiresAt: { kind: 'time', required: false, summary: 'When the grant ends.' },
    name: { kind: 'text', required: false, maximum: 255, summary: 'A name for people.' },
  },
};

export interface ListGrantsRequest {
  readonly keyId: string;
  readonly limit?: number;
  readonly marker?: string;
}

export interface ListGrantsResponse {
  /** By grant id. Grants that have ended, or whose parent is gone, are not shown. */
  readonly grants: readonly GrantEntry[];
  readonly nextMarker?: string;
}

export const listGrants: OperationDeclaration<ListGrantsRequest> = {
  action: 'kms:cmk:listGrants',
  summary: 'Lists the grants of a key.',
  effect: 'read',
  resource: 'key',
  states: inEveryState,
  primaryOnly: false,
  parameters: { keyId, limit, marker },
};

export interface ListRetirableGrantsRequest {
  readonly limit?: number;
  readonly marker?: string;
}

export const listRetirableGrants: OperationDeclaration<ListRetirableGrantsRequest> = {
  action: 'kms:cmk:listRetirableGrants',
  summary: 'Lists the grants, of all keys, that the caller may retire.',
  effect: 'read',
  resource: 'none',
  primaryOnly: false,
  parameters: { limit, marker },
};

export interface RetireGrantRequest {
  readonly keyId: string;
  readonly grantId: string;
}

export const retireGrant: OperationDeclaration<RetireGrantRequest> = {
  action: 'kms:cmk:retireGrant',
  summary: 'Gives a grant back: for its grantee and its retiring principal, who need no rule for that.',
  effect: 'change',
  resource: 'key',
  states: inEveryState,
  primaryOnly: false,
  parameters: { keyId, grantId },
};

export type RevokeGrantRequest = RetireGrantRequest;

export const revokeGrant: OperationDeclaration<RevokeGrantRequest> = {
  action: 'kms:cmk:revokeGrant',
  summary: 'Takes a grant back, and with it all that was passed on from it.',
  effect: 'change',
  resource: 'key',
  states: inEveryState,
  primaryOnly: false,
  parameters: { keyId, grantId },
};
