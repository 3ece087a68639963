import { type KeyIdentifier, type KeyTags, VaultError } from '@chatelaine/core';
import { fixedLimits } from '../configuration/limits.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import { tagsOf } from '../keys/key-metadata.ts';
import { type KeyRecord, withTags } from '../keys/key-record.ts';
import type { Call } from '../pipeline/call.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import type { Tag } from '../pipeline/tag-parameters.ts';
import type { Services } from '../services.ts';
import { commitChanges, type KeyChange, questionsOf, snapshotsOf } from './key-change.ts';
import { findKey, nameOf, notFound, unknownKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';
import { indexTags } from './tag-index.ts';

interface KeyRequest {
  readonly keyId: KeyIdentifier;
}

interface Plan extends Resolved {
  /** Absent if the tags stay as they are. */
  readonly keyChange?: KeyChange;
}

export const tagKey: Implementation = changeTags<KeyRequest & { readonly tags: readonly Tag[] }>(
  ({ tags }, { tags: before }) => {
    const given = new Set(tags.map(([name]) => name));
    return [...before.filter(([name]) => !given.has(name)), ...tags];
  },
);

export const untagKey: Implementation = changeTags<KeyRequest & { readonly tagKeys: readonly string[] }>(
  ({ tagKeys }, { tags }) => tags.filter(([name]) => !tagKeys.includes(name)),
);

function changeTags<Request extends KeyRequest>(
  tagsAfter: (request: Request, record: KeyRecord) => readonly Tag[],
): Implementation {
  return implement<Request, KeyTags, Plan>({
    resolve: (call, services) => resolveChange(call, tagsAfter, services),

    async run(_call, plan, services) {
      const entry = keyOf(plan);
      if (plan.keyChange === undefined) return tagsOf(entry.record);
      const { after } = plan.keyChange;
      await indexTags(entry.record, after.tags, services, (writes) =>
        commitChanges([{ entry, after }], writes, services),
      );
      return tagsOf(after);
    },
  });
}

async function resolveChange<Request extends KeyRequest>(
  { request, operation }: Call<Request>,
  tagsAfter: (request: Request, record: KeyRecord) => readonly Tag[],
  services: Services,
): Promise<Plan> {
  const { action } = operation.declaration;
  const { locality } = services;
  const asked = nameOf(request.keyId);
  const entry = await findKey(request.keyId, services);
  if (entry === undefined) {
    return { question: { action, key: unknownKey(request.keyId, locality), asked }, missing: notFound() };
  }
  const question = { action, key: entry.view, asked };
  const after = withTags(entry.record, tagsAfter(request, entry.record));
  if (after.tags.length > fixedLimits.tagsPerKey) return { question, entry, missing: tooManyTags() };
  if (sameTags(entry, after)) return { question, entry };
  const keyChange = { entry, after };
  return {
    question,
    more: questionsOf(action, asked, [keyChange], locality),
    changes: snapshotsOf([keyChange], locality),
    entry,
    keyChange,
  };
}

function sameTags({ record }: KeyEntry, after: KeyRecord): boolean {
  return JSON.stringify(record.tags) === JSON.stringify(after.tags);
}

function tooManyTags(): VaultError {
  return new VaultError(
    'TagLimitExceeded',
    `A key has at most ${fixedLimits.tagsPerKey} tags. Take some from it first, with untagKey.`,
  );
}
