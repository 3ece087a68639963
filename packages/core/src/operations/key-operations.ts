import type { KeyId } from '../identifiers/key-id.ts';
import {
  type KeyOrigin,
  keyOrigins,
  type KeySpec,
  type KeyState,
  keyStates,
  type KeyUsage,
  keyUsages,
} from '../keys/key-vocabulary.ts';
import { keyId, limit, marker } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';
import { inEveryState } from './key-states.ts';
import type { KeyRotation, KeyVersionMetadata } from './rotation-operations.ts';
import type { TagFilter } from './tag-filter.ts';

/** All that a vault tells of a key. Times are ISO 8601 in UTC. */
export interface KeyMetadata {
  readonly keyId: KeyId;
  /** `kms:<region>:<domainId>:KeyId:<id>`. */
  readonly urn: string;
  /** Sorted. */
  readonly aliases: readonly string[];
  /** The URN of each alias, in the order of `aliases`. */
  readonly aliasUrns: readonly string[];
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsage;
  readonly origin: KeyOrigin;
  readonly state: KeyState;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly region: string;
  readonly domainId: string;
  readonly createdAt: string;
  /** When the key will be destroyed; only in state PENDING_DELETION. */
  readonly deletionDate?: string;
  /** The version that new ciphertexts are made with, as `epoch.sequence`. */
  readonly currentVersion: string;
  /** Oldest first. */
  readonly versions: readonly KeyVersionMetadata[];
  readonly rotation: KeyRotation;
  /** The earliest version that is still decrypted, as `epoch.sequence`; absent if all are. */
  readonly minimumVersion?: string;
}

export interface CreateKeyRequest {
  /** Default `AES_256`. */
  readonly keySpec?: KeySpec;
  /** Default: the first usage of the key spec. */
  readonly keyUsage?: KeyUsage;
  /** Default `kms`. */
  readonly origin?: KeyOrigin;
  /** An alias that the key has from the start, `alias/…`. Needs `kms:alias:create` too. */
  readonly alias?: string;
  /** Up to 255 characters. */
  readonly description?: string;
  /** At most 20; keys of 1–128 and values of up to 255 characters. */
  readonly tags?: Readonly<Record<string, string>>;
}

export const createKey: OperationDeclaration<CreateKeyRequest> = {
  action: 'kms:cmk:create',
  summary: 'Creates a key.',
  effect: 'change',
  resource: 'newKey',
  primaryOnly: true,
  parameters: {
    keySpec: { kind: 'keySpec', required: false, summary: 'The key spec, AES_256 if absent.' },
    keyUsage: {
      kind: 'choice',
      required: false,
      among: keyUsages,
      summary: 'The key usage; each key spec has a default.',
    },
    origin: {
      kind: 'choice',
      required: false,
      among: keyOrigins,
      summary: 'Where the key material comes from, kms if absent.',
    },
    alias: { kind: 'aliasName', required: false, summary: 'An alias for the key, alias/….' },
    description: { kind: 'text', required: false, maximum: 255, summary: 'A description for people.' },
    tags: { kind: 'tags', required: false, summary: 'Tags, which policies may read.' },
  },
};

export interface DescribeKeyRequest {
  readonly keyId: string;
}

/** How much the current version of a symmetric key has encrypted. */
export interface KeyEncryptions {
  /**
   * Messages: rather too many than too few, but for what other processes have not counted yet, at most 65,536 each. For a
   * process that ended without closing the vault, 65,536 are added.
   */
  readonly made: number;
  /** At so many it encrypts no more (`UseLimitReached`) until the key is rotated. */
  readonly limit: number;
  /** True from nine tenths of the limit on: rotate the key. */
  readonly nearLimit: boolean;
}

export interface DescribeKeyResponse extends KeyMetadata {
  /** Absent for keys that aren't symmetric or don't encrypt. */
  readonly encryptions?: KeyEncryptions;
}

export const describeKey: OperationDeclaration<DescribeKeyRequest> = {
  action: 'kms:cmk:get',
  summary: 'Tells all about a key but its material.',
  effect: 'read',
  resource: 'key',
  states: inEveryState,
  primaryOnly: false,
  parameters: { keyId },
};

/** Every member that is given narrows the list. */
export interface ListKeysRequest {
  readonly keySpec?: KeySpec;
  readonly state?: KeyState;
  readonly keyUsage?: KeyUsage;
  readonly origin?: KeyOrigin;
  /** Keys that have every tag named, each with one of its values: up to 20 names with 1–20 values each. */
  readonly tags?: TagFilter;
  readonly limit?: number;
  readonly marker?: string;
}

export interface ListKeysResponse {
  /** By key id; only keys that the caller may describe. A page may be short, or empty, and not the last one. */
  readonly keys: readonly KeyMetadata[];
  /** Absent on the last page. */
  readonly nextMarker?: string;
}

export const listKeys: OperationDeclaration<ListKeysRequest> = {
  action: 'kms:cmk:list',
  summary: 'Lists the keys that the caller may describe.',
  effect: 'read',
  resource: 'none',
  primaryOnly: false,
  parameters: {
    keySpec: { kind: 'keySpec', required: false, summary: 'Only keys of this key spec.' },
    state: { kind: 'choice', required: false, among: keyStates, summary: 'Only keys in this state.' },
    keyUsage: { kind: 'choice', required: false, among: keyUsages, summary: 'Only keys for this usage.' },
    origin: {
      kind: 'choice',
      required: false,
      among: keyOrigins,
      summary: 'Only keys whose material comes from there.',
    },
    tags: { kind: 'tagFilter', required: false, summary: 'Only keys with these tags.' },
    limit,
    marker,
  },
};
