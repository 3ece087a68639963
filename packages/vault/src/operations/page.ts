import type { Call } from '../pipeline/call.ts';
import type { Services } from '../services.ts';
import type { OpenedRecord } from '../storage/record.ts';
import type { RecordReader } from '../storage/record-reader.ts';

/** A page is short rather than slow: so many candidates are looked at for one page. */
const mostLooks = 1_000;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextMarker?: string;
}

/** What of a list request says which page. */
export interface PageRequest {
  readonly limit: number;
  readonly marker: string | undefined;
}

/** What a list goes through, in the order of its places. */
export interface Candidates<Candidate> {
  /** Up to `most` of them strictly after a place; fewer are the last ones. */
  after(place: string | undefined, most: number): Promise<readonly Candidate[]>;
  placeOf(candidate: Candidate): string;
}

/** The records under a prefix. */
export function recordsUnder(prefix: string, reader: RecordReader): Candidates<OpenedRecord> {
  return { after: (place, most) => reader.list(prefix, place, most), placeOf: ({ path }) => path };
}

/**
 * Reads one page. `show` gives what the caller sees of a candidate, `undefined` for nothing. The marker is bound to the
 * list, to the caller and to `about`: what the list was narrowed to.
 */
export async function readPage<Candidate, Item>(
  call: Call<PageRequest>,
  about: string,
  candidates: Candidates<Candidate>,
  show: (candidate: Candidate) => Promise<Item | undefined>,
  { markers }: Services,
): Promise<Page<Item>> {
  const { limit, marker } = call.request;
  const owner = ownerOf(call, about);
  let place = marker === undefined ? undefined : markers.open(owner, marker);
  const items: Item[] = [];
  let looked = 0;
  while (looked < mostLooks) {
    const wanted = limit - items.length;
    const found = await candidates.after(place, wanted);
    for (const candidate of found) {
      const item = await show(candidate);
      if (item !== undefined) items.push(item);
      place = candidates.placeOf(candidate);
    }
    looked += found.length;
    if (found.length < wanted || place === undefined) return { items };
    if (items.length === limit) break;
  }
  return place === undefined ? { items } : { items, nextMarker: markers.seal(owner, place) };
}

/** One page of the sorted `names` of what `about` names. The marker is bound to it too. */
export function pageOfNames<Name extends string>(
  call: Call<PageRequest>,
  about: string,
  names: readonly Name[],
  { markers }: Services,
): Page<Name> {
  const { limit, marker } = call.request;
  const owner = ownerOf(call, about);
  const after = marker === undefined ? '' : markers.open(owner, marker);
  const left = names.filter((name) => name > after);
  const items = left.slice(0, limit);
  const last = items.at(-1);
  return last === undefined || items.length === left.length
    ? { items }
    : { items, nextMarker: markers.seal(owner, last) };
}

function ownerOf({ operation, identity }: Call<PageRequest>, about: string): string {
  return `${operation.name} ${identity.principal?.id ?? 'host'} ${about}`;
}
