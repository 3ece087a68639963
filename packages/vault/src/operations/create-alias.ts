import { type AliasEntry, type AliasName, isReservedAlias, type KeyIdentifier } from '@chatelaine/core';
import { fixedLimits } from '../configuration/limits.ts';
import type { StoredAlias } from '../keys/key-directory.ts';
import { aliasEntryOf } from '../keys/key-metadata.ts';
import { type AliasRecord, encodeRecord, withAlias } from '../keys/key-record.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import { aliasInUse, reservedAlias, tooManyAliases } from './alias-refusals.ts';
import { commitChanges, type KeyChange, questionsOf, snapshotsOf } from './key-change.ts';
import { findKey, notFound, unknownKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly alias: AliasName;
  readonly keyId: KeyIdentifier;
}

interface Plan extends Resolved {
  readonly stored?: StoredAlias;
  readonly keyChange?: KeyChange;
}

export const createAlias: Implementation = implement<Request, AliasEntry, Plan>({
  async resolve({ request: { alias, keyId }, operation }, services): Promise<Plan> {
    if (isReservedAlias(alias)) throw reservedAlias();
    const { action } = operation.declaration;
    const entry = await findKey(keyId, services);
    if (entry === undefined) {
      return { question: { action, key: unknownKey(keyId, services.locality), asked: alias }, missing: notFound() };
    }
    const stored = await services.directory.alias(alias);
    const question = { action, key: entry.view, asked: alias };
    // Nothing is asked of an alias that another key has: the caller learns no more than that the name is taken.
    if (stored.record !== undefined) return { question, entry, missing: aliasInUse() };
    if (entry.record.aliases.length >= fixedLimits.aliasesPerKey) return { question, entry, missing: tooManyAliases() };
    const keyChange = { entry, after: withAlias(entry.record, alias) };
    return {
      question,
      more: questionsOf(action, alias, [keyChange], services.locality),
      changes: snapshotsOf([keyChange], services.locality),
      entry,
      stored,
      keyChange,
    };
  },

  async run({ request: { alias }, now }, plan, services) {
    const { keyId } = keyOf(plan).record;
    const record: AliasRecord = { alias, keyId, createdAt: now, updatedAt: now };
    if (plan.keyChange === undefined || plan.stored === undefined) throw aliasInUse();
    await commitChanges(
      [plan.keyChange],
      [{ previous: plan.stored.reference, content: encodeRecord(record) }],
      services,
    );
    services.directory.aliasChanged(alias, keyId);
    return aliasEntryOf(record, services.locality);
  },
});
