import type { RankedRules } from './casl-ability.ts';
import type { KeyFacts } from '@chatelaine/policy';
import type { SubjectTypes } from './subject-types.ts';

/** A key has at most so many; where rules ask for more names, it is quicker to go through those of the key. */
const mostTags = 20;
const aliasStart = 'alias/'.length;

/** Finds the rules for one action that could be for a key, by what they name: key ids, aliases, tags. */
export class SubjectIndex {
  readonly #identifiers = new Map<string, RankedRules>();
  readonly #prefixes = new Map<string, RankedRules>();
  /** By name. */
  readonly #tags = new Map<string, TagRules>();
  /** The values of `#tags`, to go through without an iterator. */
  readonly #tagList: TagRules[] = [];

  /** Takes in what a rule names, with the rules that stand under it. */
  add({ identifiers, prefixes, tags }: SubjectTypes, rulesUnder: (subjectType: string) => RankedRules): void {
    for (const identifier of identifiers) this.#identifiers.set(identifier, rulesUnder(identifier));
    for (const prefix of prefixes) this.#prefixes.set(prefix, rulesUnder(prefix));
    for (const { name, value, type } of tags) this.#tagRules(name).byValue.set(value, rulesUnder(type));
  }

  #tagRules(name: string): TagRules {
    const known = this.#tags.get(name);
    if (known !== undefined) return known;
    const added = { name, byValue: new Map<string, RankedRules>() };
    this.#tags.set(name, added);
    this.#tagList.push(added);
    return added;
  }

  /**
   * Appends the rules that name something that a key has, or was asked for by.
   *
   * @returns whether no other rule could be for the key: its id, aliases and tags are known
   */
  collect(key: KeyFacts, asked: string | undefined, found: RankedRules[]): boolean {
    const { id } = key;
    const rules = typeof id === 'string' ? this.#identifiers.get(id) : undefined;
    if (rules !== undefined) found.push(rules);
    if (asked !== undefined && asked !== id) this.#collectIdentifier(asked, found);
    const knowsAliases = this.#collectAliases(key, asked, found);
    const knowsTags = this.#tagList.length === 0 || this.#collectTags(key, found);
    return typeof id === 'string' && knowsAliases && knowsTags;
  }

  #collectAliases({ aliases }: KeyFacts, asked: string | undefined, found: RankedRules[]): boolean {
    if (!Array.isArray(aliases)) return false;
    let certain = true;
    for (let index = 0; index < aliases.length; index += 1) {
      const alias: unknown = aliases[index];
      if (typeof alias !== 'string') certain = false;
      else if (alias !== asked) this.#collectIdentifier(alias, found);
    }
    return certain;
  }

  #collectIdentifier(identifier: string, found: RankedRules[]): void {
    const rules = this.#identifiers.get(identifier);
    if (rules !== undefined) found.push(rules);
    if (this.#prefixes.size === 0) return;
    for (let at = identifier.indexOf('/', aliasStart); at !== -1; at = identifier.indexOf('/', at + 1)) {
      const below = this.#prefixes.get(identifier.slice(0, at + 1));
      if (below !== undefined) found.push(below);
    }
  }

  #collectTags({ tags }: KeyFacts, found: RankedRules[]): boolean {
    if (typeof tags !== 'object' || tags === null) return false;
    let certain = true;
    const wanted = this.#tagList.length > mostTags ? this.#wantedOf(tags) : this.#tagList;
    for (let index = 0; index < wanted.length; index += 1) {
      const tag = wanted[index];
      const value: unknown = tag && tags[tag.name];
      if (typeof value === 'string') {
        const rules = tag?.byValue.get(value);
        if (rules !== undefined) found.push(rules);
      } else if (value !== undefined) certain = false;
    }
    return certain;
  }

  #wantedOf(tags: Readonly<Record<string, string>>): readonly TagRules[] {
    return Object.keys(tags).flatMap((name) => this.#tags.get(name) ?? []);
  }
}

/** The rules that ask for a tag of one name. */
interface TagRules {
  readonly name: string;
  readonly byValue: Map<string, RankedRules>;
}
