import { quote } from '../source/hidden-characters.ts';
import type { Report } from '../source/report.ts';
import type { SourceNode } from '../source/source-node.ts';
import type { Form, Reading } from './form.ts';
import { wrongKind } from './wrong-kind.ts';

/** What a list holds. */
export interface ListForm<Item> {
  readonly of: Form<Item>;
  /** What an entry is called in messages: `a principal`. Absent: as the list itself. */
  readonly noun?: string;
  readonly maximum: number;
  /** Entries that have the same are the same; absent: the text of the entry. */
  readonly keyOf?: (item: Item) => string;
}

/** The items of a list. An empty list is refused: it would match nothing, or be read as everything. */
export function readItems(node: SourceNode, what: string, maximum: number, report: Report): readonly SourceNode[] {
  if (node.kind !== 'list') {
    wrongKind(node, what, 'a list', report);
    return [];
  }
  if (node.items.length === 0) report(node.offset, 'empty-value', `${what} is an empty list`);
  if (node.items.length > maximum) {
    report(node.offset, 'invalid-value', `${what} has ${node.items.length} entries; the most is ${maximum}`);
    return [];
  }
  return node.items;
}

/** Reads each item, and refuses one that stands there twice. */
function readEach<Item>(
  items: readonly SourceNode[],
  what: string,
  { of, noun = what, keyOf = String }: ListForm<Item>,
  reading: Reading,
): readonly Item[] {
  const [first, second] = items;
  if (first !== undefined && second === undefined) {
    const only = of.read(first, noun, reading);
    return only === undefined ? [] : [only];
  }
  const entries = new Map<string, Item>();
  for (const item of items) {
    const entry = of.read(item, noun, reading);
    if (entry === undefined) continue;
    const key = keyOf(entry);
    if (entries.has(key)) {
      const shown = quote(item.kind === 'text' ? item.value : key);
      reading.report(item.offset, 'duplicate-name', `${shown} is listed twice`);
    }
    entries.set(key, entry);
  }
  return [...entries.values()];
}

/** A list with at least one entry, none of them twice. */
export function list<Item>(form: ListForm<Item>): Form<readonly Item[]> {
  return {
    read: (node, what, reading) => readEach(readItems(node, what, form.maximum, reading.report), what, form, reading),
    schema: (definitions) => ({
      type: 'array',
      items: form.of.schema(definitions),
      minItems: 1,
      maxItems: form.maximum,
      uniqueItems: true,
    }),
  };
}

/** One text, or a list of them. */
export function oneOrMore<Item>(form: ListForm<Item>): Form<readonly Item[]> {
  const several = list(form);
  return {
    read: (node, what, reading) =>
      node.kind === 'text' ? readEach([node], what, form, reading) : several.read(node, what, reading),
    schema: (definitions) => ({ anyOf: [form.of.schema(definitions), several.schema(definitions)] }),
  };
}

/**
 * The word `all`, or a list.
 *
 * @param advise what to write instead of another word
 */
export function allOr<Item>(form: ListForm<Item>, advise: (word: string) => string): Form<'all' | readonly Item[]> {
  const several = list(form);
  return {
    read(node, what, reading) {
      if (node.kind !== 'text') return several.read(node, what, reading);
      if (node.value !== 'all') {
        reading.report(node.offset, 'invalid-value', `${what} is ${quote(node.value)}; write ${advise(node.value)}`);
      }
      return 'all';
    },
    schema: (definitions) => ({ anyOf: [{ const: 'all' }, several.schema(definitions)] }),
  };
}
