import type { KeyId } from '../identifiers/key-id.ts';
import { keyId, limit, marker } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';
import { inEveryState, unlessPendingDeletion } from './key-states.ts';

/** An alias and the key that it names. Times are ISO 8601 in UTC. */
export interface AliasEntry {
  readonly alias: string;
  /** `kms:<region>:<domainId>:alias:<name>`. */
  readonly urn: string;
  readonly keyId: KeyId;
  readonly createdAt: string;
  /** When the alias was last associated with a key. */
  readonly updatedAt: string;
}

export interface CreateAliasRequest {
  /** `alias/…`, not in use. */
  readonly alias: string;
  /** The key that it shall name. */
  readonly keyId: string;
}

export const createAlias: OperationDeclaration<CreateAliasRequest> = {
  action: 'kms:alias:create',
  summary: 'Gives a key one more alias.',
  effect: 'change',
  resource: 'alias',
  states: unlessPendingDeletion,
  primaryOnly: false,
  parameters: { alias: { kind: 'aliasName', required: true, summary: 'The new alias, alias/….' }, keyId },
};

export interface AssociateAliasRequest {
  /** An alias in use, `alias/…` or its URN. */
  readonly alias: string;
  /** The key that it shall name from now on. */
  readonly keyId: string;
}

export const associateAlias: OperationDeclaration<AssociateAliasRequest> = {
  action: 'kms:alias:associate',
  summary: 'Moves an alias to another key.',
  effect: 'change',
  resource: 'alias',
  states: unlessPendingDeletion,
  primaryOnly: false,
  parameters: { alias: { kind: 'aliasIdentifier', required: true, summary: 'The alias, alias/… or its URN.' }, keyId },
};

export interface DeleteAliasRequest {
  /** `alias/…` or its URN. */
  readonly alias: string;
}

export interface DeleteAliasResponse {
  readonly alias: string;
  /** The key that the alias named. */
  readonly keyId: KeyId;
}

export const deleteAlias: OperationDeclaration<DeleteAliasRequest> = {
  action: 'kms:alias:delete',
  summary: 'Deletes an alias; the key stays.',
  effect: 'change',
  resource: 'alias',
  states: inEveryState,
  primaryOnly: false,
  parameters: { alias: { kind: 'aliasIdentifier', required: true, summary: 'The alias, alias/… or its URN.' } },
};

export interface ListAliasesRequest {
  /** Only the aliases of this key. */
  readonly keyId?: string;
  readonly limit?: number;
  readonly marker?: string;
}

export interface ListAliasesResponse {
  /** In a stable order that has no meaning; only aliases of keys that the caller may describe. */
  readonly aliases: readonly AliasEntry[];
  /** Absent on the last page. */
  readonly nextMarker?: string;
}

export const listAliases: OperationDeclaration<ListAliasesRequest> = {
  action: 'kms:alias:list',
  summary: 'Lists the aliases of the keys that the caller may describe.',
  effect: 'read',
  resource: 'none',
  primaryOnly: false,
  parameters: {
    keyId: { kind: 'keyIdentifier', required: false, summary: 'Only the aliases of this key.' },
    limit,
    marker,
  },
};
