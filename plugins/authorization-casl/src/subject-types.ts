import type { Locality } from '@chatelaine/core';
import { identifiersHere, type KeySelector, type WantedPair } from '@chatelaine/policy';

/** The subject type of rules that must be looked at for every key. */
export const anyKey = 'any key';
/** The subject type under which every deny stands a second time, for keys of which something is not known. */
export const doubtfulKey = 'doubtful key';

/** Which keys a rule could be for, in the parts by which it is found. It is for no key that has none of them. */
export interface SubjectTypes {
  /** Key ids and aliases. */
  readonly identifiers: readonly string[];
  /** What aliases begin with, up to and with a `/`. */
  readonly prefixes: readonly string[];
  readonly tags: readonly TagType[];
  /** The rule is not bound to any of these: it is for all keys, or for those of a key spec, usage or origin. */
  readonly any: boolean;
}

interface TagType {
  readonly name: string;
  readonly value: string;
  readonly type: string;
}

type Attributes = Extract<KeySelector, { type: 'attributes' }>;
type Keys = 'all' | readonly KeySelector[];

// Neither name nor value can hold the separator: policies refuse control characters.
function tagTypes({ name, values }: WantedPair): readonly TagType[] {
  return values.map((value) => ({ name, value, type: `tag\0${name}\0${value}` }));
}

function attributeSelectors(keys: Keys): readonly Attributes[] {
  return keys === 'all' ? [] : keys.filter((selector) => selector.type === 'attributes');
}

/** How many selectors ask for a tag, by its type. */
export type TagDemand = ReadonlyMap<string, number>;

export function tagDemand(rules: readonly { readonly keys: Keys }[]): TagDemand {
  const demand = new Map<string, number>();
  const selectors = rules.flatMap(({ keys }) => attributeSelectors(keys));
  for (const { type } of selectors.flatMap(({ tags = [] }) => tags.flatMap(tagTypes))) {
    demand.set(type, (demand.get(type) ?? 0) + 1);
  }
  return demand;
}

/** All tags of a selector must hold, so it may stand under any one: the one that fewest selectors ask for. */
function rarestTag({ tags = [] }: Attributes, demand: TagDemand): WantedPair | undefined {
  const wanted = (tag: WantedPair): number =>
    tagTypes(tag).reduce((total, { type }) => total + (demand.get(type) ?? 0), 0);
  return tags.toSorted((a, b) => wanted(a) - wanted(b))[0];
}

export function subjectTypes(keys: Keys, here: Locality, demand: TagDemand): SubjectTypes {
  if (keys === 'all') return { identifiers: [], prefixes: [], tags: [], any: true };
  const { keyIds, aliases } = identifiersHere(keys, here);
  const rarest = attributeSelectors(keys).map((selector) => rarestTag(selector, demand));
  return {
    identifiers: [...keyIds, ...aliases],
    prefixes: keys.flatMap((selector) => (selector.type === 'aliasPattern' ? [selector.prefix] : [])),
    tags: rarest.flatMap((tag) => (tag === undefined ? [] : tagTypes(tag))),
    any: rarest.includes(undefined),
  };
}

/** The names that CASL knows them by. */
export function typeNames({ identifiers, prefixes, tags, any }: SubjectTypes): readonly string[] {
  return [...new Set([...identifiers, ...prefixes, ...tags.map(({ type }) => type), ...(any ? [anyKey] : [])])];
}
