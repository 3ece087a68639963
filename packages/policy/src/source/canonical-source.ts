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

class Conversion {
  #values = 0;

  /** `undefined` if anything in it is not plain. */
  convert(value: unknown, depth: number): SourceNode | undefined {
    this.#values += 1;
    if (this.#values > mostValues) return undefined;
    if (typeof value === 'string')
      return isPlain(value) ? { kind: 'text', offset: 0, value, beforeComment: false } : undefined;
    if (typeof value !== 'object' || value === null || depth >= maximumDepth) return undefined;
    return Array.isArray(value) ? this.#list(value, depth) : this.#map(value as Record<string, unknown>, depth);
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
    for (const name of Object.keys(given).toSorted()) {
      if (name === '<<' || name === '__proto__' || !isPlain(name)) return undefined;
      this.#values += 1;
      const value = this.convert(given[name], depth + 1);
      if (value === undefined) return undefined;
      members.set(name, { keyOffset: 0, value });
    }
    return { kind: 'map', offset: 0, members };
  }
}

function isPlain(text: string): boolean {
  return text.length <= longestText && findHidden(text) === undefined;
}
