import type { KeyTags, TagKeyRequest, UntagKeyRequest } from '@chatelaine/core';
import type { Answer } from '../output/answer.ts';
import { listing } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';

/** `chatelaine tag add` */
export async function addTags(invocation: Invocation, request: TagKeyRequest): Promise<Answer> {
  return tagsOfKey(invocation, await withCaller(invocation, (operations) => operations.tagKey(request)));
}

/** `chatelaine tag remove` */
export async function removeTags(invocation: Invocation, request: UntagKeyRequest): Promise<Answer> {
  return tagsOfKey(invocation, await withCaller(invocation, (operations) => operations.untagKey(request)));
}

/** `chatelaine tag list` */
export async function listTags(invocation: Invocation, keyId: string): Promise<Answer> {
  return tagsOfKey(invocation, await withCaller(invocation, (operations) => operations.listKeyTags({ keyId })));
}

function tagsOfKey(invocation: Invocation, { keyId, tags }: KeyTags): Answer {
  const rows = Object.entries(tags);
  const text = listing(['KEY', 'VALUE'], rows, invocation.report.style);
  return { document: { keyId, tags }, text: rows.length === 0 ? 'The key has no tags.' : text };
}
