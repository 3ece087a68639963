import { attributeNames, factOfAttribute } from '../evaluation/attribute-facts.ts';
import { keyFacts, type KeyFacts } from '../evaluation/key-facts.ts';
import { no, type Truth, unknown, yes } from '../evaluation/truth.ts';
import { conditionAttributes } from '../language/key-attributes.ts';
import type { KeyAttributes, WantedPair } from '../policy-set.ts';
import type { ConditionKind, ConditionPart } from './condition-kind.ts';
import { compileWanted, factsOfTemplates, pairWords } from './wanted-text.ts';

function tagsPart(wanted: readonly WantedPair[]): ConditionPart {
  const tests = wanted.map(({ name, values }) => ({ name, isWanted: compileWanted(values) }));
  return {
    name: 'key.tags',
    words: `the key has the tags ${wanted.map(pairWords).join(', ')}`,
    reads: ['key.tags', ...factsOfTemplates(wanted.flatMap(({ values }) => values))],
    test({ key, principal }) {
      const { tags } = keyFacts(key);
      if (typeof tags !== 'object' || tags === null) return unknown;
      let answer: Truth = yes;
      for (const { name, isWanted } of tests) {
        if (!Object.hasOwn(tags, name)) return no;
        const truth = isWanted(tags[name], principal);
        if (truth === no) return no;
        if (truth === unknown) answer = unknown;
      }
      return answer;
    },
  };
}

function memberPart(member: keyof typeof factOfAttribute, values: readonly string[]): ConditionPart {
  const fact = factOfAttribute[member];
  const wanted: ReadonlySet<unknown> = new Set(values);
  return {
    name: `key.${member}`,
    words: `the key has ${member} ${values.join('|')}`,
    reads: [`key.${fact}`],
    test({ key }) {
      const facts: KeyFacts = keyFacts(key);
      const value: unknown = facts[fact];
      if (typeof value !== 'string') return unknown;
      return wanted.has(value) ? yes : no;
    },
  };
}

export const key: ConditionKind<KeyAttributes> = {
  description: 'What the key must be: tags (values may hold variables), spec, usage, origin, state, region.',
  form: conditionAttributes,
  parts: ({ tags, ...members }) => [
    ...(tags ? [tagsPart(tags)] : []),
    ...attributeNames.flatMap((member) => {
      const values = members[member];
      return values === undefined ? [] : [memberPart(member, values)];
    }),
  ],
};
