import type { LiveRecord } from '@chatelaine/core';
import { HonestStore, listing, type Mutants } from './honest-store.ts';

const isLive = (record: { readonly value: Uint8Array | null }): record is LiveRecord => record.value !== null;

/** They list the wrong records, or in the wrong order. */
export const listingMutants: Mutants = {
  'lists paths in the order in which they were written': listing(({ prefix, after, limit }, _all, { bytes }) => {
    const found = [...bytes.values()].filter(isLive).filter(({ path }) => path.startsWith(prefix));
    return found.slice(found.findIndex(({ path }) => path === after) + 1).slice(0, limit);
  }),
  'lists paths backwards': listing(async ({ prefix, after, limit }, all) =>
    (await all(prefix, after)).slice(0, limit).toReversed(),
  ),
  'lists paths in the order of a language': listing(async ({ prefix, limit }, all) => {
    const { compare } = new Intl.Collator('en');
    return (await all(prefix)).toSorted((one, other) => compare(one.path, other.path)).slice(0, limit);
  }),
  'lists the path of the cursor, too': listing(async ({ prefix, after, limit }, all) =>
    (await all(prefix)).filter(({ path }) => path >= (after ?? '')).slice(0, limit),
  ),
  'starts anew if the cursor does not exist': listing(async ({ prefix, after, limit }, all, { bytes }) =>
    (await all(prefix, bytes.get(after ?? '')?.value ? after : undefined)).slice(0, limit),
  ),
  'forgets the prefix when there is a cursor': listing(async ({ prefix, after, limit }, all) =>
    (await all(after === undefined ? prefix : '', after)).slice(0, limit),
  ),
  'takes the cursor for a count of records': class extends HonestStore {
    #given = 0;

    override async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
      if (after === undefined) this.#given = 0;
      const page = (await super.list(prefix, undefined, Infinity)).slice(this.#given, this.#given + limit);
      this.#given += page.length;
      return page;
    }
  },
  'lists paths that hold the prefix anywhere': listing(async ({ prefix, after, limit }, all) =>
    (await all('', after)).filter(({ path }) => path.includes(prefix)).slice(0, limit),
  ),
  'takes the prefix for a folder': listing(async ({ prefix, after, limit }, all) => {
    const folder = prefix.endsWith('/') || prefix === '' ? prefix : `${prefix}/`;
    return (await all(prefix, after)).filter(({ path }) => path === prefix || path.startsWith(folder)).slice(0, limit);
  }),
  'takes an underscore in the prefix for any character': listing(async ({ prefix, after, limit }, all) => {
    const pattern = new RegExp(`^${prefix.replaceAll('.', '\\.').replaceAll('_', '.')}`);
    return (await all('', after)).filter(({ path }) => pattern.test(path)).slice(0, limit);
  }),
  'gives one record more than the limit': listing(async ({ prefix, after, limit }, all) =>
    (await all(prefix, after)).slice(0, limit + 1),
  ),
  'gives pages of at most 500 records': listing(async ({ prefix, after, limit }, all) =>
    (await all(prefix, after)).slice(0, Math.min(limit, 500)),
  ),
  'gives a short page where deleted records lie': listing(({ prefix, after, limit }, _all, store) =>
    store.everything(prefix, after).slice(0, limit).filter(isLive),
  ),
  'lists deleted records': listing(
    ({ prefix, after, limit }, _all, store) => store.everything(prefix, after).slice(0, limit) as readonly LiveRecord[],
  ),
  'lists revision 1 for everything': listing(async ({ prefix, after, limit }, all) =>
    (await all(prefix, after)).slice(0, limit).map((record) => ({ ...record, revision: 1 })),
  ),
  'lists what there was when it was first asked': class extends HonestStore {
    #all: readonly LiveRecord[] | undefined;

    override async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
      this.#all ??= await super.list('', undefined, Infinity);
      return this.#all.filter(({ path }) => path.startsWith(prefix) && path > (after ?? '')).slice(0, limit);
    }
  },
};
