import type { KeyId } from '../identifiers/key-id.ts';
import type { KeyOrigin, KeySpec, KeyUsage } from '../keys/key-vocabulary.ts';
import { limit, marker } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';

/** One file of a policy bundle. */
export interface PolicyDocument {
  /** For messages: a file name or path of 1–255 characters, unique in the bundle. */
  readonly name: string;
  /** Up to 1 MiB. */
  readonly text: string;
}

export interface ActivatePolicyRequest {
  /**
   * What replaces the active policy, whole: 0–1,000 documents, or the text of a built bundle (up to 10 MiB) for authorizers that
   * take those. A bundle must have a higher version than the active one.
   */
  readonly documents: readonly PolicyDocument[] | string;
  /** The version that is active now; 0 if none ever was. */
  readonly expectedVersion: number;
}

export interface ActivatePolicyResponse {
  /** That of the bundle that was built; for documents one more than expected. It only rises. */
  readonly version: number;
}

export const activatePolicy: OperationDeclaration<ActivatePolicyRequest> = {
  action: 'kms:vault:activatePolicy',
  summary: 'Replaces the active policy bundle.',
  effect: 'administration',
  resource: 'none',
  primaryOnly: false,
  parameters: {
    documents: { kind: 'policyDocuments', required: true, summary: 'The documents, or the text of a built bundle.' },
    expectedVersion: {
      kind: 'integer',
      required: true,
      minimum: 0,
      maximum: 0xff_ff_ff_fe,
      summary: 'The version that is active now; 0 if none ever was.',
    },
  },
};

/** `verifyStore` takes nothing. */
export type VerifyStoreRequest = Readonly<Record<never, never>>;

export interface VerifyStoreResponse {
  /** How many records were read and found to be what the vault wrote last. */
  readonly records: number;
}

export const verifyStore: OperationDeclaration<VerifyStoreRequest> = {
  action: 'kms:vault:verifyStore',
  summary: 'Reads every record and fails if one was edited, swapped, replayed or removed.',
  effect: 'administration',
  resource: 'none',
  primaryOnly: false,
  parameters: {},
};

/** `rotateBarrierKey` takes nothing. */
export type RotateBarrierKeyRequest = Readonly<Record<never, never>>;

export interface RotateBarrierKeyResponse {
  /** How many records this process sealed again. */
  readonly resealed: number;
}

export const rotateBarrierKey: OperationDeclaration<RotateBarrierKeyRequest> = {
  action: 'kms:vault:rotateBarrierKey',
  summary: 'Makes a new key that all records are sealed under, and drops those before it.',
  effect: 'administration',
  resource: 'none',
  primaryOnly: false,
  parameters: {},
};

/** Which registered root key to use, with the options of its plugin, as in the configuration of a vault. */
export interface RootKeySelection {
  readonly use: string;
  readonly [option: string]: unknown;
}

export interface RotateRootKeyRequest {
  /** One that a plugin of this vault registers. A key file that does not exist is made. */
  readonly rootKey: RootKeySelection;
}

export interface RotateRootKeyResponse {
  /** What opens the vault from now on, such as `key file ./root-2.key`. */
  readonly rootKey: string;
}

export const rotateRootKey: OperationDeclaration<RotateRootKeyRequest> = {
  action: 'kms:vault:rotateRootKey',
  summary: 'Puts another root key in the place of the one that opens the vault.',
  effect: 'administration',
  resource: 'none',
  primaryOnly: false,
  parameters: {
    rootKey: { kind: 'section', required: true, summary: 'The new root key, as in the configuration of a vault.' },
  },
};

export interface ListDestroyedKeysRequest {
  readonly limit?: number;
  readonly marker?: string;
}

/** What is left of a key that was destroyed. */
export interface DestroyedKeyEntry {
  readonly keyId: KeyId;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsage;
  readonly origin: KeyOrigin;
  /** ISO 8601 in UTC. */
  readonly creationDate: string;
  readonly destructionDate: string;
  /**
   * Whether what may be left of its material in files that the store has not cleaned up can't be opened any more: the
   * keys that it was sealed under are gone. See `rotateBarrierKey`.
   */
  readonly erased: boolean;
}

export interface ListDestroyedKeysResponse {
  /** By key id. */
  readonly keys: readonly DestroyedKeyEntry[];
  readonly nextMarker?: string;
}

export const listDestroyedKeys: OperationDeclaration<ListDestroyedKeysRequest> = {
  action: 'kms:vault:listDestroyedKeys',
  summary: 'Lists the keys that were destroyed, and whether old files can still be opened.',
  effect: 'administration',
  resource: 'none',
  primaryOnly: false,
  parameters: { limit, marker },
};
