/** One page of a list operation. */
interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly nextMarker: string | undefined;
}

/** The most entries that a list operation gives at once. */
const pageLimit = 1_000;

/** What was collected, and whether that is all there is. */
export interface Collected<Entry> {
  readonly entries: readonly Entry[];
  readonly complete: boolean;
}

/** Follows the markers of a list operation to its end, or to `most` entries. */
export async function allPages<Entry>(
  read: (page: { readonly limit: number; readonly marker?: string }) => Promise<Page<Entry>>,
  most: number | undefined,
  interruption: AbortSignal,
): Promise<Collected<Entry>> {
  const collected: Entry[] = [];
  let marker: string | undefined;
  do {
    interruption.throwIfAborted();
    const page = await read({ limit: pageLimit, ...(marker === undefined ? {} : { marker }) });
    for (const entry of page.entries) {
      if (collected.length === most) return { entries: collected, complete: false };
      collected.push(entry);
    }
    marker = page.nextMarker;
  } while (marker !== undefined);
  return { entries: collected, complete: true };
}
