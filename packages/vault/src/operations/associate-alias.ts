import { type AliasEntry, type AliasName, isReservedAlias, type KeyIdentifier } from '@chatelaine/core';
import { fixedLimits } from '../configuration/limits.ts';
import type { StoredAlias } from '../keys/key-directory.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import { aliasEntryOf } from '../keys/key-metadata.ts';
import { type AliasRecord, encodeRecord, withAlias, withoutAlias } from '../keys/key-record.ts';
import { implement, type Implementation, type Question, type Resolved } from '../pipeline/implementation.ts';
import { aliasMissing, reservedAlias, tooManyAliases } from './alias-refusals.ts';
import { checkSame, commitChanges, type KeyChange, questionsOf, snapshotsOf } from './key-change.ts';
import { findKey, notFound, unknownKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly alias: AliasName;
  readonly keyId: KeyIdentifier;
}

interface Plan extends Resolved {
  readonly stored?: StoredAlias;
  readonly keyChanges?: readonly KeyChange[];
}

export const associateAlias: Implementation = implement<Request, AliasEntry, Plan>({
  async resolve({ request: { alias, keyId }, operation }, services): Promise<Plan> {
    if (isReservedAlias(alias)) throw reservedAlias();
    const { action } = operation.declaration;
    const { locality, directory } = services;
    const source = await directory.byAlias(alias);
    const target = await findKey(keyId, services);
    const question: Question = {
      action,
      key: source?.view ?? unknownKey({ type: 'alias', alias }, locality),
      asked: alias,
    };
    const targetQuestion: Question = { action, key: target?.view ?? unknownKey(keyId, locality), asked: alias };
    if (source === undefined) return { question, more: [targetQuestion], missing: aliasMissing() };
    if (target === undefined) return { question, more: [targetQuestion], missing: notFound() };
    const stored = await directory.alias(alias);
    checkSame(stored, source);
    const keyChanges = moves(alias, source, target);
    if (keyChanges.length > 0 && target.record.aliases.length >= fixedLimits.aliasesPerKey) {
      return { question, more: [targetQuestion], missing: tooManyAliases() };
    }
    return {
      question,
      more: questionsOf(action, alias, keyChanges, locality),
      changes: snapshotsOf(keyChanges, locality),
      entry: target,
      stored,
      keyChanges,
    };
  },

  async run({ request: { alias }, now }, plan, services) {
    const { keyId } = keyOf(plan).record;
    if (plan.keyChanges === undefined || plan.stored?.record === undefined) throw aliasMissing();
    const record: AliasRecord = { ...plan.stored.record, keyId, updatedAt: now };
    await commitChanges(
      plan.keyChanges,
      [{ previous: plan.stored.reference, content: encodeRecord(record) }],
      services,
    );
    services.directory.aliasChanged(alias, keyId);
    return aliasEntryOf(record, services.locality);
  },
});

// An alias that names the key already changes no key.
function moves(alias: AliasName, source: KeyEntry, target: KeyEntry): readonly KeyChange[] {
  if (source.record.keyId === target.record.keyId) return [];
  return [
    { entry: source, after: withoutAlias(source.record, alias) },
    { entry: target, after: withAlias(target.record, alias) },
  ];
}
