import { type CanonicalValue, canonicalJson } from '../canonical-json.ts';
import { findHidden } from './hidden-characters.ts';
import type { SourceMember, SourceNode } from './source-node.ts';
import { maximumDepth } from './tokens.ts';

const longestText = 1_000;
/** A document with so many values has fewer pieces than a document may have. */
const mostValues = 150_000;

/**
 * Reads canonical JSON, as bundles hold it, without the YAML reader: about ten times as fast, and without places. In such a
 * text there is nothing that readers could disagree on, since it is the one encoding of its value.
 *
 * @returns `undefined` for any other text and whenever the YAML reader might refuse it: that one then says why.
 */
export function readCanonicalSource(text: string): SourceNode | undefined {
  if (!text.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const root = new Conversion().convert(value, 1);
  return root !== undefined && canonicalJson(value as CanonicalValue) === text ? root : undefined;
}

/** A text as a node, and as a member that holds it. */
interface KnownText {
  readonly node: SourceNode;
  readonly member: SourceMember;
}

class Conversion {
  #values = 0;
  /** The same words stand in every rule; without places, one node is as good as another. `undefined` for what is not plain. */
  readonly #texts = new Map<string, KnownText | undefined>();

  /** `undefined` if anything in it is not plain. */
  convert(value: unknown, depth: number): SourceNode | undefined {
    this.#values += 1;
    if (this.#values > mostValues) return undefined;
    if (typeof value === 'string') return this.#text(value)?.node;
    if (typeof value !== 'object' || value === null || depth >= maximumDepth) return undefined;
    return Array.isArray(value) ? this.#list(value, depth) : this.#map(value as Record<string, unknown>, depth);
  }

  #text(value: string): KnownText | undefined {
    const known = this.#texts.get(value);
    if (known !== undefined || this.#texts.has(value)) return known;
    const made = isPlain(value) ? knownText(value) : undefined;
    this.#texts.set(value, made);
    return made;
  }

  #list(values: readonly unknown[], depth: number): SourceNode | undefined {
    const items: SourceNode[] = [];
    for (const value of values) {
      const item = this.convert(value, depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return { kind: 'list', offset: 0, items };
  }

  #map(given: Readonly<Record<string, unknown>>, depth: number): SourceNode | undefined {
    const members = new Map<string, SourceMember>();
    // As they stand in the text: names that look like numbers are enumerated in another order.
    for (const name of inOrder(Object.keys(given))) {
      if (name === '<<' || name === '__proto__' || this.#text(name) === undefined) return undefined;
      this.#values += 1;
      const value = given[name];
      const node = this.convert(value, depth + 1);
      if (node === undefined) return undefined;
      const text = typeof value === 'string' ? this.#texts.get(value)?.member : undefined;
      members.set(name, text ?? { keyOffset: 0, value: node });
    }
    return { kind: 'map', offset: 0, members };
  }
}

function knownText(value: string): KnownText {
  const node: SourceNode = { kind: 'text', offset: 0, value, beforeComment: false };
  return { node, member: { keyOffset: 0, value: node } };
}

function inOrder(names: string[]): readonly string[] {
  for (let place = 1; place < names.length; place += 1) {
    if ((names[place - 1] ?? '') > (names[place] ?? '')) return names.toSorted();
  }
  return names;
}

function isPlain(text: string): boolean {
  return text.length <= longestText && findHidden(text) === undefined;
}
