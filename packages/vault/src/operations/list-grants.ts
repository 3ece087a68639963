import type { GrantEntry, KeyIdentifier, ListGrantsResponse } from '@chatelaine/core';
import { grantOf } from '../keys/grant-directory.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import type { OpenedRecord } from '../storage/record.ts';
import { grantPrefix } from '../storage/record-path.ts';
import { grantEntryOf, mayRetire } from './grant-entry.ts';
import { pageOfNames, type PageRequest, readPage, recordsUnder } from './page.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';
import { resolveNothing } from './resolve-nothing.ts';

export const listGrants: Implementation = implement<
  PageRequest & { readonly keyId: KeyIdentifier },
  ListGrantsResponse
>({
  resolve: resolveKey,

  async run(call, resolved, services) {
    const entry = keyOf(resolved);
    const live = (await services.grants.of(entry)).live(call.now);
    const byId = new Map(live.map((grant) => [grant.grantId, grant]));
    const { items, ...rest } = pageOfNames(call, entry.record.keyId, [...byId.keys()].toSorted(), services);
    return {
      grants: items.flatMap((grantId) => {
        const grant = byId.get(grantId);
        return grant === undefined ? [] : [grantEntryOf(grant)];
      }),
      ...rest,
    };
  },
});

/** Shows only what is the caller's to retire. */
export const listRetirableGrants: Implementation = implement<PageRequest, ListGrantsResponse>({
  resolve: resolveNothing,

  async run(call, _resolved, services) {
    const show = async (found: OpenedRecord): Promise<GrantEntry | undefined> => {
      const grant = grantOf(found);
      if (!mayRetire(call, grant)) return undefined;
      const entry = await services.directory.byId(grant.keyId);
      const grants = entry && (await services.grants.of(entry));
      const known = grants?.get(grant.grantId);
      return known && grants?.chainOf(known, call.now) && grantEntryOf(known);
    };
    const { items, ...rest } = await readPage(call, '', recordsUnder(grantPrefix, services.reader), show, services);
    return { grants: items, ...rest };
  },
});
