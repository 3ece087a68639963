import type { KeyAttributes, WantedPair } from '../policy-set.ts';
import { attributeNames, factOfAttribute } from './attribute-facts.ts';
import type { KeyCondition } from './key-condition.ts';
import { no, type Truth, unknown, yes } from './truth.ts';

function isAmong(values: readonly string[]): (value: string) => boolean {
  const [only, ...others] = values;
  const wanted: ReadonlySet<string> = new Set(values);
  return others.length === 0 ? (value) => value === only : (value) => wanted.has(value);
}

function tagCondition({ name, values }: WantedPair): KeyCondition {
  const isWanted = isAmong(values);
  return ({ tags }) => {
    if (typeof tags !== 'object' || tags === null) return unknown;
    const value: unknown = tags[name];
    if (value === undefined || !Object.hasOwn(tags, name)) return no;
    if (typeof value !== 'string') return unknown;
    return isWanted(value) ? yes : no;
  };
}

function memberCondition(member: keyof typeof factOfAttribute, values: readonly string[]): KeyCondition {
  const fact = factOfAttribute[member];
  const isWanted = isAmong(values);
  return ({ [fact]: value }) => {
    if (typeof value !== 'string') return unknown;
    return isWanted(value) ? yes : no;
  };
}

/** Compiles a selector `{ tags: …, keySpec: …, … }`, in which there are no variables: all that it asks must hold. */
export function attributesCondition({ tags = [], ...members }: KeyAttributes): KeyCondition {
  const conditions = [
    ...tags.map(tagCondition),
    ...attributeNames.flatMap((member) => {
      const values = members[member];
      return values === undefined ? [] : [memberCondition(member, values)];
    }),
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
