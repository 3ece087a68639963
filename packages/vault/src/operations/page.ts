import type { Call } from '../pipeline/call.ts';
import type { Services } from '../services.ts';
import type { OpenedRecord } from '../storage/record.ts';

/** A page is short rather than slow: so many records are looked at for one page. */
const mostRecords = 1_000;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextMarker?: string;
}

/** What of a list request says which page. */
export interface PageRequest {
  readonly limit: number;
  readonly marker: string | undefined;
}

/**
 * Reads one page of the records under `prefix`. `show` gives what the caller sees of a record, `undefined` for nothing.
 * The marker is bound to the list and the caller.
 */
export async function readPage<Item>(
  call: Call<PageRequest>,
  prefix: string,
  show: (record: OpenedRecord) => Promise<Item | undefined>,
  { reader, markers }: Services,
): Promise<Page<Item>> {
  const { limit, marker } = call.request;
  const owner = ownerOf(call);
  let after = marker === undefined ? undefined : markers.open(owner, marker);
  const items: Item[] = [];
  let looked = 0;
  while (looked < mostRecords) {
    const wanted = limit - items.length;
    const records = await reader.list(prefix, after, wanted);
    for (const record of records) {
      const item = await show(record);
      if (item !== undefined) items.push(item);
      after = record.path;
    }
    looked += records.length;
    if (records.length < wanted || after === undefined) return { items };
    if (items.length === limit) break;
  }
  return after === undefined ? { items } : { items, nextMarker: markers.seal(owner, after) };
}

/** One page of the sorted `names` of what `about` names. The marker is bound to it too. */
export function pageOfNames<Name extends string>(
  call: Call<PageRequest>,
  about: string,
  names: readonly Name[],
  { markers }: Services,
): Page<Name> {
  const { limit, marker } = call.request;
  const owner = `${ownerOf(call)} ${about}`;
  const after = marker === undefined ? '' : markers.open(owner, marker);
  const left = names.filter((name) => name > after);
  const items = left.slice(0, limit);
  const last = items.at(-1);
  return last === undefined || items.length === left.length
    ? { items }
    : { items, nextMarker: markers.seal(owner, last) };
}

function ownerOf({ operation, identity }: Call<PageRequest>): string {
  return `${operation.name} ${identity.principal?.id ?? 'host'}`;
}
