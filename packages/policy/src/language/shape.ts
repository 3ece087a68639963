import { findHidden, quote } from '../source/hidden-characters.ts';
import type { Report } from '../source/report.ts';
import type { SourceMember, SourceNode } from '../source/source-node.ts';
import { suggestion } from './near-name.ts';

const kinds = { text: 'text', list: 'a list', map: 'a map', nothing: 'empty' } as const;

/** What a text must be, in words and as a check. */
export interface TextForm {
  readonly minimum: number;
  readonly maximum: number;
  readonly pattern?: RegExp;
  /** Finishes the sentence “… must be”. */
  readonly description: string;
  /** Words for people: a comment right behind them is suspected to be a part of them. */
  readonly prose?: boolean;
  readonly lines?: boolean;
}

/** Kebab case: `team-payments`. */
export const kebabName: TextForm = {
  minimum: 1,
  maximum: 64,
  pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
  description: 'lower-case words joined by hyphens, such as team-payments (1–64 characters)',
};

function wrongKind(node: SourceNode, what: string, wanted: string, report: Report): void {
  if (node.kind === 'nothing') report(node.offset, 'empty-value', `${what} is empty; give ${wanted}`);
  else report(node.offset, 'invalid-value', `${what} must be ${wanted}, not ${kinds[node.kind]}`);
}

/** The text of a node, if it has the form. */
export function readText(node: SourceNode, what: string, form: TextForm, report: Report): string | undefined {
  if (node.kind !== 'text') {
    wrongKind(node, what, 'text', report);
    return undefined;
  }
  const { value } = node;
  if (form.prose === true && node.beforeComment) {
    report(
      node.offset,
      'invalid-value',
      `${what} is followed by a comment: quote the text if ${quote('#')} is a part of it, else put the comment on a line of its own`,
    );
    return undefined;
  }
  const hidden = findHidden(form.lines === true ? value.replaceAll('\n', '') : value);
  if (hidden !== undefined) {
    const advice = hidden === 'U+000A' ? 'it must be one line (write >- for text that is folded)' : 'remove it';
    report(node.offset, 'hidden-character', `${what} holds the character ${hidden}: ${advice}`);
    return undefined;
  }
  if (value.length < form.minimum || value.length > form.maximum || form.pattern?.test(value) === false) {
    report(node.offset, 'invalid-value', `${what} must be ${form.description}; it is ${quote(value)}`);
    return undefined;
  }
  return value;
}

/** The items of a list. An empty list is refused: it would match nothing, or be read as everything. */
export function readList(node: SourceNode, what: string, maximum: number, report: Report): readonly SourceNode[] {
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

/** Which members a map has. */
export interface MapForm {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Members that people expect from elsewhere, with what to write instead. */
  readonly refused?: ReadonlyMap<string, string>;
}

/** The members of a map; whatever the form does not know is an error. */
export function readMembers(
  node: SourceNode,
  what: string,
  form: MapForm,
  report: Report,
): ReadonlyMap<string, SourceMember> | undefined {
  const members = readMap(node, what, report);
  if (members === undefined) return undefined;
  const known = [...form.required, ...form.optional];
  for (const [name, { keyOffset }] of members) {
    if (known.includes(name)) continue;
    const advice = form.refused?.get(name);
    const near = advice === undefined ? suggestion(name, known) || `; it has ${known.join(', ')}` : `: ${advice}`;
    report(keyOffset, 'unknown-member', `${what} has no member ${quote(name)}${near}`);
  }
  for (const name of form.required) {
    if (!members.has(name)) report(node.offset, 'missing-member', `${what} lacks the member ${quote(name)}`);
  }
  return members;
}

/** The members of a map with names of the author's own; an empty map is refused. */
export function readMap(node: SourceNode, what: string, report: Report): ReadonlyMap<string, SourceMember> | undefined {
  if (node.kind !== 'map') {
    wrongKind(node, what, 'a map', report);
    return undefined;
  }
  if (node.members.size === 0) report(node.offset, 'empty-value', `${what} is an empty map`);
  return node.members;
}

/** Reads each entry of a list, and refuses one that stands there twice. */
export function readEach<Entry>(
  items: readonly SourceNode[],
  read: (item: SourceNode) => Entry | undefined,
  keyOf: (entry: Entry) => string,
  report: Report,
): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const item of items) {
    const entry = read(item);
    if (entry === undefined) continue;
    const key = keyOf(entry);
    if (entries.has(key))
      report(item.offset, 'duplicate-name', `${quote(item.kind === 'text' ? item.value : key)} is listed twice`);
    entries.set(key, entry);
  }
  return [...entries.values()];
}
