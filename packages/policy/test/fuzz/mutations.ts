import fc from 'fast-check';
import { soundDocuments } from './sound-documents.ts';

type Json = null | string | number | boolean | Json[] | { [name: string]: Json };

/** What does not belong into a policy, or not everywhere. */
const hostile: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    -1,
    3e5,
    900,
    2 ** 60,
    '',
    ' ',
    'all',
    '*',
    'deny',
    'allow',
    '__proto__',
    'constructor',
    '${principal.tenant}',
    '${principal.__proto__}',
    '\u202Eall',
    'alias/p\u0430yments',
    'a\u0000b',
    '2026-02-30',
    '0.0.0.0/0',
    '::ffff:10.0.0.0/104',
    'x'.repeat(5_000),
    [],
    {},
    [[]],
    [null],
    { $or: [] },
    { $regex: '^(a+)+$' },
    { toString: 'x' },
    { constructor: { prototype: { a: 'b' } } },
  ),
  fc.constant(null).map(() => JSON.parse('{"__proto__":{"polluted":"yes"}}') as Json),
  fc.nat(45).map((depth) => Array.from({ length: depth }).reduce<Json>((inner) => [inner], 'deep')),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);
const names = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '<<',
  '',
  'When',
  'condition',
  'conditions',
  'except',
  'unless',
  'when',
  'rules',
  'id',
  'who',
  'keys',
  'effect',
  'tags',
  '0',
  '10',
  '9',
  'key',
  'invert',
  '$or',
  'na\u200Bme',
);

type Edit = (holder: Json[] | { [name: string]: Json }, at: string) => void;

const edit: fc.Arbitrary<Edit> = fc.oneof(
  hostile.map(
    (value): Edit =>
      (holder, at) =>
        put(holder, at, structuredClone(value)),
  ),
  fc.constant<Edit>((holder, at) => {
    if (Array.isArray(holder)) holder.splice(Number(at), 1);
    else delete holder[at];
  }),
  fc.tuple(names, hostile).map(
    ([name, value]): Edit =>
      (holder) =>
        put(holder, Array.isArray(holder) ? '0' : name, structuredClone(value)),
  ),
  names.map((name): Edit => (holder, at) => {
    const value = (holder as Record<string, Json>)[at];
    if (Array.isArray(holder) || value === undefined) return;
    delete holder[at];
    put(holder, name, value);
  }),
  fc.constant<Edit>((holder, at) => {
    if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(at)] ?? null));
  }),
);

// As JSON.parse makes it: a member of its own, whatever its name.
function put(holder: Json[] | { [name: string]: Json }, at: string, value: Json): void {
  Object.defineProperty(holder, at, { value, enumerable: true, configurable: true, writable: true });
}

/** Sound documents with none to three changes anywhere. */
export const mutatedDocument: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom(...soundDocuments), fc.array(fc.tuple(fc.nat(), edit), { maxLength: 3 }))
  .map(([document, edits]) => {
    const root = structuredClone(document) as { [name: string]: Json };
    for (const [place, change] of edits) {
      const places = placesOf(root);
      const chosen = places[place % places.length];
      if (chosen !== undefined) change(chosen.holder, chosen.at);
    }
    return root;
  });

interface Place {
  readonly holder: Json[] | { [name: string]: Json };
  readonly at: string;
}

function placesOf(value: Json, places: Place[] = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return places;
  for (const [at, member] of Object.entries(value)) {
    places.push({ holder: value, at });
    placesOf(member, places);
  }
  return places;
}

/** Changes of a text: pieces cut out, put in, doubled, and the end lost. */
export function mutatedText(text: string): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom(
      '\n',
      '  ',
      '\t',
      '- ',
      ': ',
      ',',
      '[',
      ']',
      '{',
      '}',
      '#',
      '"',
      "'",
      '\\',
      '*a',
      '&a ',
      '!!map ',
      '!x ',
      '|',
      '>',
      '? ',
      '---\n',
      '...\n',
      '%YAML 1.1\n',
      '<<: ',
      '"__proto__": {}, ',
      'null',
      '~',
      '\u202E',
      '\uFEFF',
      '\uD800',
      '\u2028',
      'effect: allow\n',
      'all',
    ),
  );
  const change = fc.record({ at: fc.nat(text.length), remove: fc.nat(20), insert: piece, cut: fc.nat(19) });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    let changed = text;
    for (const { at, remove, insert, cut } of changes) {
      changed = changed.slice(0, at) + insert + (cut === 0 ? '' : changed.slice(at + remove));
    }
    return changed;
  });
}
