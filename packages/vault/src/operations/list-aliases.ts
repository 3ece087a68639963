import type { AliasEntry, KeyIdentifier, ListAliasesResponse } from '@chatelaine/core';
import { aliasEntryOf } from '../keys/key-metadata.ts';
import { type AliasRecord, decodeRecord } from '../keys/key-record.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import type { OpenedRecord } from '../storage/record.ts';
import { aliasPrefix } from '../storage/record-path.ts';
import { pageOfNames, type PageRequest, readPage, recordsUnder } from './page.ts';
import { findKey, nameOf, notFound, unknownKey } from './resolve-key.ts';
import { resolveNothing } from './resolve-nothing.ts';

interface Request extends PageRequest {
  readonly keyId: KeyIdentifier | undefined;
}

export const listAliases: Implementation = implement<Request, ListAliasesResponse>({
  async resolve(call, services): Promise<Resolved> {
    const { question } = resolveNothing(call);
    const { keyId } = call.request;
    if (keyId === undefined) return { question };
    const entry = await findKey(keyId, services);
    const key = entry?.view ?? unknownKey(keyId, services.locality);
    const more = [{ action: 'kms:cmk:get', key, asked: nameOf(keyId) }];
    return entry === undefined ? { question, more, missing: notFound() } : { question, more, entry };
  },

  async run(call, { entry }, services) {
    if (entry !== undefined) {
      const { items: names, ...more } = pageOfNames(call, entry.record.keyId, entry.record.aliases, services);
      const stored = await Promise.all(names.map((name) => services.directory.alias(name)));
      // An alias that has just moved to another key is not of this one any more.
      const own = stored.flatMap(({ record }) => (record?.keyId === entry.record.keyId ? [record] : []));
      const aliases = own.map((record) => aliasEntryOf(record, services.locality));
      return { aliases, ...more };
    }
    const show = async ({ content }: OpenedRecord): Promise<AliasEntry | undefined> => {
      const record = decodeRecord<AliasRecord>(content);
      const key = await services.directory.byId(record.keyId);
      // An alias counts only if its key lists it.
      if (key?.record.aliases.includes(record.alias) !== true) return undefined;
      return (await services.authority.maySee(call, key)) ? aliasEntryOf(record, services.locality) : undefined;
    };
    const { items, ...rest } = await readPage(call, '', recordsUnder(aliasPrefix, services.reader), show, services);
    return { aliases: items, ...rest };
  },
});
