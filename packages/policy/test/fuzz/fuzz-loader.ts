import { VaultError } from '@chatelaine/core';
import {
  buildPolicyBundle,
  checkPolicyDocuments,
  formatPolicyBundle,
  loadPolicyDocuments,
  type PolicySet,
  readPolicyBundle,
} from '@chatelaine/policy';
import fc from 'fast-check';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { readCanonicalSource } from '../../src/source/canonical-source.ts';
import { mutatedDocument, mutatedText } from './mutations.ts';
import { soundDocuments } from './sound-documents.ts';

const longestMilliseconds = 5_000;
const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype];
const untouched = prototypes.map((prototype) => Reflect.ownKeys(prototype).map(String).join());

/** What the loader makes of a text: rules, or `undefined` if it refuses; anything else fails. */
function outcome(text: string): PolicySet | undefined {
  const documents = [{ name: 'fuzzed', text }];
  const startedAt = performance.now();
  const problems = checkPolicyDocuments(documents);
  let set: PolicySet | undefined;
  try {
    set = loadPolicyDocuments(documents);
  } catch (error) {
    if (!VaultError.is(error, 'InvalidPolicy')) throw error;
  }
  expect(performance.now() - startedAt).toBeLessThan(longestMilliseconds);
  expect(problems.length === 0).toBe(set !== undefined);
  expect(prototypes.map((prototype) => Reflect.ownKeys(prototype).map(String).join())).toEqual(untouched);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  return set;
}

/** Every rule that another reader finds in the text is there, with its effect: nothing dropped out. */
function expectWhole(set: PolicySet | undefined, text: string): void {
  if (set === undefined) return;
  const written = parse(text, { schema: 'failsafe' }) as { name: string; rules: { id: string; effect: string }[] };
  const found = set.rules.map(({ name, effect }) => `${name} ${effect}`);
  const expected = written.rules.map(({ id, effect }) => `${written.name}/${id} ${effect}`);
  expect(found.toSorted()).toEqual(expected.toSorted());
}

const meaning = (set: PolicySet | undefined): unknown =>
  set?.rules.map((rule) => ({ ...rule, position: undefined, places: undefined }));

/** Canonical JSON of anything. */
function sorted(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`).join(',')}}`;
}

/** How often documents were loaded and refused. */
interface Tally {
  loaded: number;
  refused: number;
}

function count(tally: Tally, set: PolicySet | undefined): void {
  if (set === undefined) tally.refused += 1;
  else tally.loaded += 1;
}

/** Any text, and any bytes that are text. */
export function fuzzText(numRuns: number): void {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => new TextDecoder().decode(array));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), bytes), (text) => {
      expectWhole(outcome(text), text);
    }),
    { numRuns },
  );
}

/** Sound documents whose text was damaged. */
export function fuzzDamagedText(numRuns: number): Tally {
  const tally = { loaded: 0, refused: 0 };
  const texts = soundDocuments.flatMap((document) => [stringify(document), JSON.stringify(document, undefined, 2)]);
  fc.assert(
    fc.property(fc.constantFrom(...texts).chain(mutatedText), (text) => {
      const set = outcome(text);
      expectWhole(set, text);
      count(tally, set);
    }),
    { numRuns },
  );
  return tally;
}

/**
 * Sound documents with changed members, as JSON, as canonical JSON and as YAML. The reader of canonical JSON is quick because it
 * skips the YAML reader: it must take nothing that this one refuses, and find the same rules.
 */
export function fuzzStructure(numRuns: number): Tally & { quick: number } {
  const tally = { loaded: 0, refused: 0, quick: 0 };
  fc.assert(
    fc.property(mutatedDocument, (document) => {
      const json = JSON.stringify(document);
      const spaced = outcome(` ${json}`);
      expectWhole(spaced, json);
      count(tally, spaced);
      const canonical = sorted(document);
      if (readCanonicalSource(canonical) !== undefined) tally.quick += 1;
      const quick = outcome(canonical);
      const slow = outcome(` ${canonical}`);
      expect(meaning(quick)).toEqual(meaning(slow));
      expect(quick === undefined).toBe(spaced === undefined);
    }),
    { numRuns },
  );
  return tally;
}

/** Bundles of which anything was changed: all are refused, unless they are what they were. */
export function fuzzBundles(numRuns: number): void {
  const documents = soundDocuments.map((document, number) => ({
    name: `${number}.yaml`,
    text: JSON.stringify(document),
  }));
  const file = formatPolicyBundle(buildPolicyBundle(documents, 7));
  const bytes = fc.record({ at: fc.nat(file.length - 1), bit: fc.nat(7) }).map(({ at, bit }) => {
    const changed = Buffer.from(file);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
    return changed;
  });
  const texts = mutatedText(file).map((text) => Buffer.from(text));
  fc.assert(
    fc.property(fc.oneof(bytes, texts), (changed) => {
      fc.pre(changed.toString() !== file);
      let error: unknown;
      try {
        readPolicyBundle(changed);
      } catch (caught) {
        error = caught;
      }
      expect(VaultError.is(error, 'InvalidPolicy')).toBe(true);
      expect(prototypes.map((prototype) => Reflect.ownKeys(prototype).map(String).join())).toEqual(untouched);
    }),
    { numRuns },
  );
}

/** What grows when it is read, each in many sizes. */
export function fuzzBombs(numRuns: number, sizes: readonly number[]): void {
  const head = 'policy: chatelaine/v1\nname: bomb\nrules: []\n';
  const bombs: readonly ((size: number) => string)[] = [
    (size) => `a: &a [x,x]\n${Array.from({ length: size }, (_, n) => `b${n}: &b${n} [*a,*a]`).join('\n')}`,
    (size) => `${head}description: &a x\nowners: [${'*a,'.repeat(size)}]`,
    (size) => `${head}sets: { <<: { ${'a: [kms:cmk:get],'.repeat(size)} } }`,
    (size) => '['.repeat(size),
    (size) => '{"a":'.repeat(size),
    (size) => '- '.repeat(size),
    (size) => '? '.repeat(size),
    (size) => `"${'\\x20'.repeat(size)}"`,
    (size) => `a: |\n${' x\n'.repeat(size)}`,
    (size) => '---\n'.repeat(size),
    (size) => `[${'[],'.repeat(size)}]`,
    (size) => `{${'"":"",'.repeat(size)}"":""}`,
    (size) => `{"rules":[${'{},'.repeat(size)}{}]}`,
    (size) => `{"rules":[${Array.from({ length: size }, (_, n) => `{"id":"r${n}"}`).join(',')}]}`,
    (size) => `${head}description: ${'!a '.repeat(size)}`,
    (size) => `${head}${' '.repeat(size)}# ${'#'.repeat(size)}`,
    (size) => `${'#\n'.repeat(size)}${head}`,
  ];
  fc.assert(
    fc.property(fc.constantFrom(...bombs), fc.constantFrom(...sizes), (bomb, size) => {
      const text = bomb(size);
      expectWhole(outcome(text), text);
    }),
    { numRuns },
  );
}
