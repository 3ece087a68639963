import { VaultError } from '@chatelaine/core';
import { fixedLimits } from '../configuration/limits.ts';
import { isPlain } from './plain-object.ts';

/** A name and its value. */
export type Tag = readonly [name: string, value: string];

/** A name and the values of which a key must have one. */
export type WantedTag = readonly [name: string, values: readonly string[]];

/** Refuses the parameter that is being read, for what is wrong with it. */
type Refuse = (what: string) => never;

const { tagsPerKey, tagKeyCharacters, tagValueCharacters } = fixedLimits;
const separators = String.raw`* < > \ =`;
const badName = `has a key that is not 1–${tagKeyCharacters} printable characters other than ${separators}`;
const badValue = `has a value that is not up to ${tagValueCharacters} printable characters other than ${separators}`;

/** Reads the tags of a key: an object of names and values. Sorted by name. */
export function takeTags(value: unknown, refuse: Refuse): readonly Tag[] {
  return entriesOf(value, refuse).map(([name, text]): Tag => [takeName(name, refuse), takeValue(text, refuse)]);
}

/** Reads which tags are wanted: an object of names, each with a list of values. Sorted by name. */
export function takeTagFilter(value: unknown, refuse: Refuse): readonly WantedTag[] {
  const wanted = entriesOf(value, refuse).map(([name, values]): WantedTag => [
    takeName(name, refuse),
    takeList(values, refuse).map((text) => takeValue(text, refuse)),
  ]);
  if (wanted.length === 0) refuse('names no tag');
  return wanted.map(([name, values]) => [name, [...new Set(values)].toSorted()]);
}

/** Reads a list of names of tags. Sorted. */
export function takeTagKeys(value: unknown, refuse: Refuse): readonly string[] {
  return [...new Set(takeList(value, refuse).map((name) => takeName(name, refuse)))].toSorted();
}

function entriesOf(value: unknown, refuse: Refuse): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('is not an object');
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length === 0 && !isPlain(value)) refuse('is not a plain object');
  if (entries.length > tagsPerKey) tooMany();
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function takeList(value: unknown, refuse: Refuse): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) refuse('is, or has, no list with at least one entry');
  if (value.length > tagsPerKey) tooMany();
  // Holes are seen, and nothing but the entries is read.
  return Array.from({ length: value.length }, (_, index): unknown => value[index]);
}

function takeName(name: unknown, refuse: Refuse): string {
  return typeof name === 'string' && isTagText(name, 1, tagKeyCharacters) ? name : refuse(badName);
}

function takeValue(value: unknown, refuse: Refuse): string {
  return typeof value === 'string' && isTagText(value, 0, tagValueCharacters) ? value : refuse(badValue);
}

function tooMany(): never {
  throw new VaultError('InputTooLarge', `A key has at most ${tagsPerKey} tags; no list of tags or values is longer.`);
}

// Printable, without what tag filters and URNs give a meaning to.
function isTagText(text: string, minimum: number, maximum: number): boolean {
  return text.length >= minimum && text.length <= maximum && text.isWellFormed() && !/[\p{Cc}*<>\\=]/u.test(text);
}
