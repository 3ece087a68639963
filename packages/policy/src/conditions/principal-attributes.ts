import { no, type Truth, unknown, yes } from '../evaluation/truth.ts';
import { mapped } from '../form/form.ts';
import { oneOrMore } from '../form/list.ts';
import { map, required } from '../form/map.ts';
import { pairs } from '../form/pairs.ts';
import { text, type TextForm } from '../form/text.ts';
import type { WantedPair } from '../policy-set.ts';
import type { ConditionKind } from './condition-kind.ts';
import { own } from './own.ts';
import { pairWords } from './wanted-text.ts';

/** What the principal must be, besides what `who` says. */
export interface PrincipalCondition {
  /** It has all of these attributes, each with one of its values. */
  readonly attributes: readonly WantedPair[];
}

const mostAttributes = 64;
const name: TextForm = {
  minimum: 1,
  maximum: 128,
  pattern: /^[A-Za-z0-9._@/-]+$/,
  description: 'the name of an attribute, 1–128 characters of A–Z a–z 0–9 . _ @ / -',
};
const value: TextForm = { minimum: 0, maximum: 1_024, description: 'a value of up to 1,024 characters' };

const attributes = mapped(
  pairs({
    name,
    nameNoun: 'the name of an attribute',
    entryNoun: 'the attribute',
    value: oneOrMore({ of: text(value), maximum: 1_000 }),
    maximum: mostAttributes,
    most: `a principal has at most ${mostAttributes}`,
  }),
  (found) => found.map((pair) => ({ name: pair.name, values: pair.value })),
);

export const principal: ConditionKind<PrincipalCondition> = {
  description: 'Attributes that the principal must have. An attribute that the host does not tell is unknown.',
  form: map<PrincipalCondition>({
    noun: 'the condition principal',
    members: { attributes: required(attributes, 'All of these, each with one of its values.') },
  }),
  parts: ({ attributes: wanted }) => {
    const tests = wanted.map((pair) => ({ name: pair.name, values: new Set<unknown>(pair.values) }));
    return [
      {
        name: 'principal.attributes',
        words: `the principal has the attributes ${wanted.map(pairWords).join(', ')}`,
        reads: wanted.map((pair) => `principal.attributes.${pair.name}`),
        test(request) {
          let answer: Truth = yes;
          for (const { name: wantedName, values } of tests) {
            const found: unknown = own(request.principal.attributes, wantedName);
            if (typeof found !== 'string') answer = unknown;
            else if (!values.has(found)) return no;
          }
          return answer;
        },
      },
    ];
  },
};
