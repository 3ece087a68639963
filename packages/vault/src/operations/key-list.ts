import type { KeyId, KeyMetadata, KeyOrigin, KeySpec, KeyState, KeyUsage, ListKeysResponse } from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import { metadataOf } from '../keys/key-metadata.ts';
import type { KeyRecord } from '../keys/key-record.ts';
import type { Call } from '../pipeline/call.ts';
import type { WantedTag } from '../pipeline/tag-parameters.ts';
import type { Services } from '../services.ts';
import { keyPrefix } from '../storage/record-path.ts';
import { type Candidates, type PageRequest, readPage, recordsUnder } from './page.ts';

/** What a list of keys is narrowed to. */
export interface KeyFilter {
  readonly keySpec?: KeySpec | undefined;
  readonly state?: KeyState | undefined;
  readonly keyUsage?: KeyUsage | undefined;
  readonly origin?: KeyOrigin | undefined;
  readonly tags?: readonly WantedTag[] | undefined;
}

/** One page of the keys that match and that the caller may get, by key id. A filter with tags reads their index. */
export async function pageOfKeys(
  call: Call<PageRequest>,
  filter: KeyFilter,
  services: Services,
): Promise<ListKeysResponse> {
  const { authority, directory, locality, reader } = services;
  const { keySpec, state, keyUsage, origin, tags } = filter;
  const about = JSON.stringify([keySpec, state, keyUsage, origin, tags]);
  const show = async (entry: KeyEntry | undefined): Promise<KeyMetadata | undefined> => {
    if (entry === undefined || !matches(entry.record, filter)) return undefined;
    return (await authority.maySee(call, entry)) ? metadataOf(entry.record, locality) : undefined;
  };
  const tag = narrowest(tags ?? []);
  const { items, ...rest } =
    tag === undefined
      ? await readPage(
          call,
          about,
          recordsUnder(keyPrefix, reader),
          (found) => show(directory.entryOf(found)),
          services,
        )
      : await readPage(
          call,
          about,
          keysWithTag(tag, services),
          async (keyId) => show(await directory.byId(keyId)),
          services,
        );
  return { keys: items, ...rest };
}

// An index record counts only if the key has the tag, so what the index gives is compared too.
function matches(record: KeyRecord, { keySpec, state, keyUsage, origin, tags = [] }: KeyFilter): boolean {
  return (
    (keySpec === undefined || keySpec === record.keySpec) &&
    (state === undefined || state === record.state) &&
    (keyUsage === undefined || keyUsage === record.keyUsage) &&
    (origin === undefined || origin === record.origin) &&
    tags.every(([wanted, values]) => record.tags.some(([name, value]) => name === wanted && values.includes(value)))
  );
}

/** The tag whose index takes the fewest reads. */
function narrowest(tags: readonly WantedTag[]): WantedTag | undefined {
  return tags.toSorted(([, a], [, b]) => a.length - b.length)[0];
}

// By key id through all values, so that a key whose value changes keeps its place in the list.
function keysWithTag([name, values]: WantedTag, { index, reader }: Services): Candidates<KeyId> {
  const prefixes = values.map((value) => index.tagPrefix(name, value));
  return {
    async after(place = '', most) {
      const found = new Set<KeyId>();
      for (const prefix of prefixes) {
        const records = await reader.list(prefix, prefix + place, most);
        for (const { path } of records) found.add(path.slice(prefix.length) as KeyId);
      }
      return [...found].toSorted().slice(0, most);
    },
    placeOf: (keyId) => keyId,
  };
}
