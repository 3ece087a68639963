import type { AuthorizationRequest } from '@chatelaine/core';
import { no, type Truth, truthOf, unknown, yes } from '../evaluation/truth.ts';
import { mapped } from '../form/form.ts';
import { list, oneOrMore } from '../form/list.ts';
import { map, optional } from '../form/map.ts';
import { pairs } from '../form/pairs.ts';
import { text, type TextForm } from '../form/text.ts';
import { templateText } from '../language/template.ts';
import type { WantedPair } from '../policy-set.ts';
import type { ConditionKind, ConditionPart } from './condition-kind.ts';
import { compileWanted, factsOfTemplates, pairWords } from './wanted-text.ts';

/** What the encryption context of a request must be. All that is given must hold. */
export interface EncryptionContextCondition {
  /** It has each of these names, each with one of its values. */
  readonly equals?: readonly WantedPair[];
  /** It has these names, whatever their values. */
  readonly has?: readonly string[];
  /** It has no other names than these. */
  readonly only?: readonly string[];
}

type Pairs = Readonly<Record<string, string>>;

const mostPairs = 64;
const name: TextForm = { minimum: 1, maximum: 4_096, description: 'a name of 1–4,096 characters' };
const value: TextForm = { minimum: 0, maximum: 4_096, description: 'a value of up to 4,096 characters' };
const names = list({ of: text(name), noun: 'a name of the encryption context', maximum: mostPairs });
const wantedPairs = mapped(
  pairs({
    name,
    nameNoun: 'a name of the encryption context',
    entryNoun: 'the pair',
    value: oneOrMore({ of: templateText(value), maximum: 1_000 }),
    maximum: mostPairs,
    most: `an encryption context has at most ${mostPairs}`,
  }),
  (found) => found.map((pair) => ({ name: pair.name, values: pair.value })),
);

function part(
  member: keyof EncryptionContextCondition,
  words: string,
  test: (context: Pairs, request: AuthorizationRequest) => Truth,
  reads: readonly string[] = [],
): ConditionPart {
  return {
    name: `encryptionContext.${member}`,
    words: `the encryption context has ${words}`,
    reads: ['encryptionContext', ...reads],
    test(request) {
      const context = request.encryptionContext;
      return typeof context === 'object' && context !== null ? test(context, request) : unknown;
    },
  };
}

function equalsPart(wanted: readonly WantedPair[]): ConditionPart {
  const tests = wanted.map((pair) => ({ name: pair.name, isWanted: compileWanted(pair.values) }));
  const test = (context: Pairs, request: AuthorizationRequest): Truth => {
    let answer: Truth = yes;
    for (const { name: wantedName, isWanted } of tests) {
      if (!Object.hasOwn(context, wantedName)) return no;
      const truth = isWanted(context[wantedName], request.principal);
      if (truth === no) return no;
      if (truth === unknown) answer = unknown;
    }
    return answer;
  };
  return part(
    'equals',
    wanted.map(pairWords).join(', '),
    test,
    factsOfTemplates(wanted.flatMap(({ values }) => values)),
  );
}

function hasPart(wanted: readonly string[]): ConditionPart {
  return part('has', wanted.join(', '), (context) => truthOf(wanted.every((each) => Object.hasOwn(context, each))));
}

function onlyPart(known: readonly string[]): ConditionPart {
  const allowed: ReadonlySet<string> = new Set(known);
  return part('only', `no name but ${known.join(', ')}`, (context) =>
    truthOf(Object.keys(context).every((each) => allowed.has(each))),
  );
}

export const encryptionContext: ConditionKind<EncryptionContextCondition> = {
  description: 'What the encryption context of the request must hold. Unknown for operations that take none.',
  form: map<EncryptionContextCondition>({
    noun: 'the condition encryptionContext',
    members: {
      equals: optional(wantedPairs, 'It has each of these names, each with one of its values.'),
      has: optional(names, 'It has these names, whatever their values.'),
      only: optional(names, 'It has no other names than these.'),
    },
    refused: new Map([['require', 'write has']]),
  }),
  parts: ({ equals, has, only }) => [
    ...(equals ? [equalsPart(equals)] : []),
    ...(has ? [hasPart(has)] : []),
    ...(only ? [onlyPart(only)] : []),
  ],
};
