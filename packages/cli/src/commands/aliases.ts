import type { AliasEntry, AssociateAliasRequest, CreateAliasRequest } from '@chatelaine/core';
import type { Answer } from '../output/answer.ts';
import { details, listing } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';
import { allPages } from './all-pages.ts';

/** `chatelaine alias create` */
export async function createAlias(invocation: Invocation, request: CreateAliasRequest): Promise<Answer> {
  return entry(invocation, await withCaller(invocation, (operations) => operations.createAlias(request)));
}

/** `chatelaine alias associate` */
export async function associateAlias(invocation: Invocation, request: AssociateAliasRequest): Promise<Answer> {
  return entry(invocation, await withCaller(invocation, (operations) => operations.associateAlias(request)));
}

/** `chatelaine alias delete` */
export async function deleteAlias(invocation: Invocation, alias: string): Promise<Answer> {
  const deleted = await withCaller(invocation, (operations) => operations.deleteAlias({ alias }));
  return { document: deleted, text: `Deleted ${deleted.alias}; the key ${deleted.keyId} stays.` };
}

/** `chatelaine alias list` */
export async function listAliases(
  invocation: Invocation,
  filter: { readonly keyId?: string },
  most: number | undefined,
): Promise<Answer> {
  const { entries: aliases, complete } = await withCaller(invocation, (operations) =>
    allPages(
      async (page) => {
        const { aliases: entries, nextMarker } = await operations.listAliases({ ...filter, ...page });
        return { entries, nextMarker };
      },
      most,
      invocation.surroundings.interruption,
    ),
  );
  const rows = aliases.map(({ alias, keyId, updatedAt }) => [alias, keyId, updatedAt]);
  const text = listing(['ALIAS', 'KEY ID', 'ASSOCIATED'], rows, invocation.report.style);
  if (!complete) await invocation.report.remark('There are more aliases; raise --limit to see them.');
  return {
    document: { aliases, complete },
    text: aliases.length === 0 ? 'There is no alias that this principal may see.' : text,
  };
}

function entry(invocation: Invocation, { alias, urn, keyId, createdAt, updatedAt }: AliasEntry): Answer {
  const text = details(
    [
      ['Alias', alias],
      ['URN', urn],
      ['Key id', keyId],
      ['Created', createdAt],
      ['Associated', updatedAt],
    ],
    invocation.report.style,
  );
  return { document: { alias, urn, keyId, createdAt, updatedAt }, text };
}
