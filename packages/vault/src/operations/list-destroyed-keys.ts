import type { DestroyedKeyEntry, ListDestroyedKeysResponse } from '@chatelaine/core';
import { type DestroyedKey, isDestroyed } from '../keys/destroyed-key.ts';
import { isoTime } from '../keys/iso-time.ts';
import { decodeRecord, type KeyRecord } from '../keys/key-record.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { keyPrefix } from '../storage/record-path.ts';
import { type PageRequest, readPage, recordsUnder } from './page.ts';
import { resolveNothing } from './resolve-nothing.ts';

export const listDestroyedKeys: Implementation = implement<PageRequest, ListDestroyedKeysResponse>({
  resolve: resolveNothing,

  async run(call, _resolved, services) {
    const { oldestBarrier } = services.sealer;
    const show = ({ content }: { readonly content: Uint8Array }): Promise<DestroyedKeyEntry | undefined> => {
      const record = decodeRecord<KeyRecord | DestroyedKey>(content);
      return Promise.resolve(isDestroyed(record) ? entryOf(record, oldestBarrier) : undefined);
    };
    const { items, ...rest } = await readPage(call, '', recordsUnder(keyPrefix, services.reader), show, services);
    return { keys: items, ...rest };
  },
});

function entryOf(record: DestroyedKey, oldestBarrier: number): DestroyedKeyEntry {
  const { barrier, createdAt, destroyedAt, keyId, keySpec, keyUsage, origin, remains } = record;
  return {
    keyId,
    keySpec,
    keyUsage,
    origin,
    creationDate: isoTime(createdAt),
    destructionDate: isoTime(destroyedAt),
    // As long as something of it is still to be deleted, it may have been sealed again since.
    erased: remains === undefined && oldestBarrier > barrier,
  };
}
