import type { KeyId } from '../identifiers/key-id.ts';
import { keyId, limit, marker } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';
import { inEveryState, unlessPendingDeletion } from './key-states.ts';
import type { ListKeysResponse } from './key-operations.ts';
import type { TagFilter } from './tag-filter.ts';

export interface TagKeyRequest {
  readonly keyId: string;
  /** Added to the tags of the key, or put in place of those of the same name. Names of 1–128 and values of up to 255 characters. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The tags of a key. */
export interface KeyTags {
  readonly keyId: KeyId;
  /** All of them, at most 20. */
  readonly tags: Readonly<Record<string, string>>;
}

export const tagKey: OperationDeclaration<TagKeyRequest> = {
  action: 'kms:cmk:tag',
  summary: 'Adds tags to a key, or replaces their values.',
  effect: 'change',
  resource: 'key',
  states: unlessPendingDeletion,
  primaryOnly: false,
  parameters: { keyId, tags: { kind: 'tags', required: true, summary: 'The tags, which policies may read.' } },
};

export interface UntagKeyRequest {
  readonly keyId: string;
  /** The names of the tags, 1–20; one that the key does not have is no error. */
  readonly tagKeys: readonly string[];
}

export const untagKey: OperationDeclaration<UntagKeyRequest> = {
  action: 'kms:cmk:untag',
  summary: 'Takes tags from a key.',
  effect: 'change',
  resource: 'key',
  states: unlessPendingDeletion,
  primaryOnly: false,
  parameters: { keyId, tagKeys: { kind: 'tagKeys', required: true, summary: 'The names of the tags.' } },
};

export interface ListKeyTagsRequest {
  readonly keyId: string;
}

export const listKeyTags: OperationDeclaration<ListKeyTagsRequest> = {
  action: 'kms:cmk:getTags',
  summary: 'Lists the tags of a key.',
  effect: 'read',
  resource: 'key',
  states: inEveryState,
  primaryOnly: false,
  parameters: { keyId },
};

export interface FindKeysByTagsRequest {
  /** Keys that have every tag named, each with one of its values: 1–20 names with 1–20 values each. */
  readonly tags: TagFilter;
  readonly limit?: number;
  readonly marker?: string;
}

/** By key id; only keys that the caller may describe. */
export type FindKeysByTagsResponse = ListKeysResponse;

export const findKeysByTags: OperationDeclaration<FindKeysByTagsRequest> = {
  action: 'kms:cmk:list',
  summary: 'Finds keys by their tags, among those that the caller may describe.',
  effect: 'read',
  resource: 'none',
  primaryOnly: false,
  parameters: {
    tags: { kind: 'tagFilter', required: true, summary: 'For each tag the values that it may have.' },
    limit,
    marker,
  },
};
