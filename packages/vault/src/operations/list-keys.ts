import type { KeyMetadata, ListKeysResponse } from '@chatelaine/core';
import { metadataOf } from '../keys/key-metadata.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { keyPrefix } from '../storage/record-path.ts';
import { type PageRequest, readPage } from './page.ts';
import { resolveNothing } from './resolve-nothing.ts';

export const listKeys: Implementation = implement<PageRequest, ListKeysResponse>({
  resolve: resolveNothing,
  async run(call, _resolved, services) {
    const show = async (found: Parameters<typeof services.directory.entryOf>[0]): Promise<KeyMetadata | undefined> => {
      const { view, record } = services.directory.entryOf(found);
      return (await services.authority.maySee(call, view)) ? metadataOf(record, services.locality) : undefined;
    };
    const { items, ...rest } = await readPage(call, keyPrefix, show, services);
    return { keys: items, ...rest };
  },
});
