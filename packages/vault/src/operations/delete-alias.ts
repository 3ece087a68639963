import { type AliasName, type DeleteAliasResponse, isReservedAlias } from '@chatelaine/core';
import type { StoredAlias } from '../keys/key-directory.ts';
import { withoutAlias } from '../keys/key-record.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import { aliasMissing, reservedAlias } from './alias-refusals.ts';
import { checkSame, commitChanges, type KeyChange, questionsOf, snapshotsOf } from './key-change.ts';
import { unknownKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Plan extends Resolved {
  readonly stored?: StoredAlias;
  readonly keyChange?: KeyChange;
}

export const deleteAlias: Implementation = implement<{ readonly alias: AliasName }, DeleteAliasResponse, Plan>({
  async resolve({ request: { alias }, operation }, services): Promise<Plan> {
    if (isReservedAlias(alias)) throw reservedAlias();
    const { action } = operation.declaration;
    const { locality, directory } = services;
    const entry = await directory.byAlias(alias);
    if (entry === undefined) {
      return {
        question: { action, key: unknownKey({ type: 'alias', alias }, locality), asked: alias },
        missing: aliasMissing(),
      };
    }
    const stored = await directory.alias(alias);
    checkSame(stored, entry);
    const keyChange = { entry, after: withoutAlias(entry.record, alias) };
    return {
      question: { action, key: entry.view, asked: alias },
      more: questionsOf(action, alias, [keyChange], locality),
      changes: snapshotsOf([keyChange], locality),
      entry,
      stored,
      keyChange,
    };
  },

  async run({ request: { alias } }, plan, services) {
    const { keyId } = keyOf(plan).record;
    if (plan.keyChange === undefined || plan.stored?.record === undefined) throw aliasMissing();
    await commitChanges([plan.keyChange], [{ previous: plan.stored.reference, content: null }], services);
    services.directory.aliasChanged(alias, undefined);
    return { alias, keyId };
  },
});
