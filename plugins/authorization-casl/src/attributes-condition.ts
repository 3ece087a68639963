import type { KeySelector, TagCondition } from '@chatelaine/policy';
import type { KeyCondition } from './key-condition.ts';
import { no, type Truth, unknown, yes } from './truth.ts';

type Attributes = Extract<KeySelector, { type: 'attributes' }>;

function isAmong(values: readonly string[]): (value: string) => boolean {
  const [only, ...others] = values;
  const wanted: ReadonlySet<string> = new Set(values);
  return others.length === 0 ? (value) => value === only : (value) => wanted.has(value);
}

function tagCondition({ name, values }: TagCondition): KeyCondition {
  const isWanted = isAmong(values);
  return ({ tags }) => {
    if (typeof tags !== 'object' || tags === null) return unknown;
    const value: unknown = tags[name];
    if (value === undefined || !Object.hasOwn(tags, name)) return no;
    if (typeof value !== 'string') return unknown;
    return isWanted(value) ? yes : no;
  };
}

function memberCondition(
  member: 'keySpec' | 'keyUsage' | 'origin',
  values: readonly string[] | undefined,
): readonly KeyCondition[] {
  if (values === undefined) return [];
  const isWanted = isAmong(values);
  return [
    ({ [member]: value }) => {
      if (typeof value !== 'string') return unknown;
      return isWanted(value) ? yes : no;
    },
  ];
}

/** Compiles `{ tags: …, keySpec: …, … }`: all that it asks must hold. */
export function attributesCondition(selector: Attributes): KeyCondition {
  const conditions = [
    ...selector.tags.map(tagCondition),
    ...memberCondition('keySpec', selector.keySpec),
    ...memberCondition('keyUsage', selector.keyUsage),
    ...memberCondition('origin', selector.origin),
  ];
  const [first, ...others] = conditions;
  if (first !== undefined && others.length === 0) return first;
  return (key) => {
    let answer: Truth = yes;
    for (let place = 0; place < conditions.length; place += 1) {
      const truth = conditions[place]?.(key, undefined) ?? unknown;
      if (truth === no) return no;
      if (truth === unknown) answer = unknown;
    }
    return answer;
  };
}
