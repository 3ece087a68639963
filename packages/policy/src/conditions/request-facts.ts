import type { RequestFacts } from '@chatelaine/core';
import { no, unknown, yes } from '../evaluation/truth.ts';
import { choice } from '../form/choice.ts';
import type { Form } from '../form/form.ts';
import { oneOrMore } from '../form/list.ts';
import { text, type TextForm } from '../form/text.ts';
import type { ConditionKind } from './condition-kind.ts';
import { own } from './own.ts';

/** What a ciphertext is of. */
export type Purpose = NonNullable<RequestFacts['purpose']>;
export type MessageType = NonNullable<RequestFacts['messageType']>;

type TextFact = 'algorithm' | 'messageType' | 'wrappingAlgorithm' | 'purpose';

export const purposes: readonly Purpose[] = ['data', 'dataKey', 'dataKeyPair', 'stream'];
export const messageTypes: readonly MessageType[] = ['RAW', 'DIGEST'];
const algorithmName: TextForm = {
  minimum: 2,
  maximum: 64,
  pattern: /^[A-Z][A-Z0-9_]+$/,
  description: 'the name of an algorithm, such as RSASSA_PSS_SHA_256 (2–64 characters of A–Z 0–9 _)',
};

/** A fact of the request that is one word, which must be one of several. */
function wordOf<Value extends string>(
  fact: TextFact,
  words: string,
  form: Form<Value>,
  description: string,
): ConditionKind<readonly Value[]> {
  return {
    description,
    form: oneOrMore({ of: form, maximum: 1_000 }),
    parts(values) {
      const wanted: ReadonlySet<unknown> = new Set(values);
      return [
        {
          name: fact,
          words: `${words} is ${values.join('|')}`,
          reads: [`facts.${fact}`],
          test({ facts }) {
            const value: unknown = own(facts, fact);
            if (typeof value !== 'string') return unknown;
            return wanted.has(value) ? yes : no;
          },
        },
      ];
    },
  };
}

export const algorithm: ConditionKind<readonly string[]> = wordOf(
  'algorithm',
  'the algorithm',
  text(algorithmName),
  'The encryption, signing or MAC algorithm of the request.',
);

export const messageType: ConditionKind<readonly MessageType[]> = wordOf(
  'messageType',
  'the message type',
  choice('message type', messageTypes),
  'Whether a signature is over the message itself (RAW) or over its digest (DIGEST).',
);

export const wrappingAlgorithm: ConditionKind<readonly string[]> = wordOf(
  'wrappingAlgorithm',
  'the wrapping algorithm',
  text(algorithmName),
  'How imported key material is wrapped.',
);

export const purpose: ConditionKind<readonly Purpose[]> = wordOf(
  'purpose',
  'the purpose of the ciphertext',
  choice('purpose', purposes),
  'What a ciphertext is of, for operations that take every kind.',
);
