import { keyOrigins, keyStates, keyUsages } from '@chatelaine/core';
import { conditionEntries } from '../conditions/catalogue.ts';
import { networkEdges } from '../conditions/network.ts';
import { purposes, messageTypes } from '../conditions/request-facts.ts';
import { compileTemplate, variablesOf } from '../language/template.ts';
import { withoutPrototype } from '../without-prototype.ts';
import { anyone, anyTime, chosenRequest } from './chosen-request.ts';
import type { Mentioned } from './mentioned.ts';
import type { Dimension } from './rule-question.ts';

/** Of each dimension a representative of every class of values that rules can tell apart; the plainest first. */
export interface Classes {
  readonly values: ReadonlyMap<Dimension, readonly unknown[]>;
  /** Why there may be classes without a representative; empty: there are none. */
  readonly incomplete: readonly string[];
}

const mostCombinations = 4_096;
const other = 'other';
const otherName = 'something-else';
const vocabularies: Readonly<Record<Dimension, readonly string[]>> = {
  'key.keyUsage': keyUsages,
  'key.origin': keyOrigins,
  'key.state': keyStates,
  'facts.messageType': messageTypes,
  'facts.purpose': purposes,
  'key.keySpec': ['AES_256', 'RSA_3072', 'EC_P256', 'OTHER'],
};

/**
 * @param all what all rules name
 * @param needed what the rules name that must apply: only of these names values must be there, the others are best absent
 */
export function classesOf(all: Mentioned, needed: Mentioned, principalIds: readonly string[]): Classes {
  const incomplete: string[] = [];
  const pool = valuePool(all, principalIds, incomplete);
  const valuesFor = (known: ReadonlySet<string>): readonly string[] => [...new Set([...known, other, ...pool])];
  // What only rules ask that need not apply is best something else.
  const namedValues = (of: 'tags' | 'encryptionContext', name: string): readonly string[] => {
    const known = needed[of].get(name) ?? new Set();
    return all.compared.has(`${of}.${name}`) ? valuesFor(known) : [...known, other];
  };
  const values = new Map<Dimension, readonly unknown[]>();
  const combined = (of: 'tags' | 'encryptionContext', extra: readonly string[]): readonly unknown[] => {
    const names = [...needed[of].keys()];
    const options = [
      ...names.map((name) => ({ name, values: [undefined, ...namedValues(of, name)] })),
      ...extra.map((name) => ({ name, values: [undefined, other] })),
    ];
    const { combinations, isWhole } = combine(options);
    if (!isWhole)
      incomplete.push(`there are too many combinations of ${of === 'tags' ? 'tags' : 'the encryption context'}`);
    return [...combinations, undefined];
  };
  values.set('key.tags', combined('tags', []));
  values.set('encryptionContext', combined('encryptionContext', [otherName]));
  for (const [name, known] of all.attributes) {
    values.set(`principal.attributes.${name}`, [undefined, ...valuesFor(known)]);
  }
  for (const [dimension, known] of all.words) {
    const free = vocabularies[dimension]?.find((word) => !known.has(word));
    const outside = dimension in vocabularies ? free : 'OTHER';
    const plain = dimension === 'key.region' ? [other] : outside === undefined ? [] : [outside];
    values.set(dimension, [...plain, ...known, undefined]);
  }
  values.set('context.mfa', mfaClasses(all));
  values.set('context.source', sourceClasses(all));
  values.set('context.approvals', approvalClasses(all, incomplete));
  values.set('facts.grant', grantClasses(all, [...principalIds, ...pool], incomplete));
  values.set('now', timeClasses(all, incomplete));
  return { values, incomplete };
}

/** Values that a text with variables may take, and values of attributes that make it so. */
function valuePool(all: Mentioned, principalIds: readonly string[], incomplete: string[]): readonly string[] {
  if (all.templates.size === 0) return [];
  if ([...all.templates].some((template) => !/^\$\{[^}]*\}$/.test(template))) {
    incomplete.push('values are made of variables and other text');
  }
  const fresh = [...all.attributes.keys()].slice(0, 4).map((_, place) => `value-${place + 1}`);
  const isIdUsed = [...all.templates].some((template) => variablesOf(template).includes('id'));
  const pool = [...all.texts(), ...fresh, ...(isIdUsed ? principalIds : [])];
  const made = [...all.templates].flatMap((template) =>
    pool.map((value) => {
      const attributes = Object.fromEntries([...all.attributes.keys()].map((name) => [name, value]));
      return compileTemplate(template)({ id: anyone, roles: [], groups: [], attributes }) ?? value;
    }),
  );
  return [...new Set([...pool, ...made])];
}

interface Option {
  readonly name: string;
  readonly values: readonly (string | undefined)[];
}

function combine(options: readonly Option[]): { readonly combinations: readonly object[]; readonly isWhole: boolean } {
  let combinations: Readonly<Record<string, string>>[] = [{}];
  let isWhole = true;
  for (const { name, values } of options) {
    combinations = values.flatMap((value) =>
      combinations.map((each) => (value === undefined ? each : { ...each, [name]: value })),
    );
    isWhole &&= combinations.length <= mostCombinations;
    combinations.length = Math.min(combinations.length, mostCombinations);
  }
  return { combinations: combinations.map((each) => withoutPrototype(each)), isWhole };
}

function mfaClasses({ mfaSeconds }: Mentioned): readonly unknown[] {
  const limits = [...mfaSeconds].toSorted((a, b) => a - b);
  const ages = limits.length === 0 ? [] : [...limits.map((limit) => limit + 1).toReversed(), 1];
  return [undefined, ...ages.map((ageSeconds) => ({ ageSeconds }))];
}

function sourceClasses({ networks }: Mentioned): readonly unknown[] {
  const edges = [...networks].flatMap(networkEdges);
  const addresses = edges.length === 0 ? [] : [...new Set([...edges, '0.0.0.0', '::'])];
  return [undefined, ...addresses.map((ip) => Object.freeze({ ip }))];
}

/** Approvers one behind the other: whoever comes first has every role that more are asked for. */
function approvalClasses({ approvals }: Mentioned, incomplete: string[]): readonly unknown[] {
  let counts: ReadonlyMap<string | undefined, number>[] = [new Map()];
  for (const [role, limits] of approvals) {
    counts = [0, ...limits].flatMap((count) => counts.map((each) => new Map(each).set(role, count)));
    if (counts.length > mostCombinations) {
      incomplete.push('there are too many combinations of approvals');
      counts.length = mostCombinations;
    }
  }
  if (approvals.size === 0) return [undefined];
  const lists = counts.map((byRole) =>
    Array.from({ length: Math.max(...byRole.values()) }, (_, place) => ({
      id: `user:approver-${place + 1}`,
      roles: [...byRole].flatMap(([role, count]) => (role !== undefined && place < count ? [role] : [])),
    })),
  );
  return [undefined, ...lists.toSorted((a, b) => a.length - b.length)];
}

function grantClasses(
  { grantees, retirers, grantOperations, compared }: Mentioned,
  pool: readonly string[],
  incomplete: string[],
): readonly unknown[] {
  if (grantees.size + retirers.size + grantOperations.length === 0 && !compared.has('grant')) return [undefined];
  const principals = (known: ReadonlySet<string>): readonly string[] => [
    ...new Set(['user:grantee', ...known, ...(compared.has('grant') ? pool : [])]),
  ];
  const sets = operationClasses(grantOperations);
  const found = principals(grantees).flatMap((grantee) =>
    sets.flatMap((operations) =>
      [undefined, ...principals(retirers)].map((retiringPrincipal) => ({
        grantee,
        operations,
        ...(retiringPrincipal !== undefined && { retiringPrincipal }),
      })),
    ),
  );
  if (found.length > mostCombinations) incomplete.push('there are too many grants that could be made');
  return [undefined, ...found.slice(0, mostCombinations)];
}

/** Sets of operations, one for each way to be within some of the lists and not within the others. */
function operationClasses(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const identity = (operations: readonly string[]): string =>
    lists.map((list) => (operations.every((each) => list.includes(each)) ? 1 : 0)).join('');
  const classes = new Map<string, readonly string[]>();
  for (const operation of [...new Set(lists.flat()), 'kms:other']) {
    for (const known of [[], ...classes.values()]) {
      const operations = [...known, operation];
      if (!classes.has(identity(operations)) && classes.size < mostCombinations)
        classes.set(identity(operations), operations);
    }
  }
  return [...classes.values()];
}

const minute = 60_000;
const fortnight = 14 * 1_440;

/** Moments: of two weeks behind each `from` and `until` every minute at which a condition changes its answer. */
function timeClasses({ hours, moments }: Mentioned, incomplete: string[]): readonly unknown[] {
  const edges = [...moments].toSorted((a, b) => a - b);
  const starts = [(edges[0] ?? anyTime + fortnight * minute) - fortnight * minute, ...edges];
  if (hours.size === 0) return starts;
  const zones = new Set([...hours.values()].map(({ time }) => time?.zone));
  if (zones.size > 1) incomplete.push('times are told by the clocks of several zones');
  const parts = [...hours.values()].flatMap((each) => conditionEntries(each).flatMap((entry) => entry.parts));
  return starts.flatMap((start, place) => {
    const end = starts[place + 1] ?? Infinity;
    const classes = new Map<string, number>();
    for (let step = 0; step < fortnight; step += 1) {
      const now = step === 0 ? start : (Math.floor(start / minute) + step) * minute;
      if (now >= end) break;
      const request = chosenRequest('', true, { region: '', domainId: '' }, new Map([['now', now]]));
      const answers = parts.map(({ test }) => test(request)).join('');
      if (!classes.has(answers)) classes.set(answers, now);
    }
    return [...classes.values()];
  });
}
