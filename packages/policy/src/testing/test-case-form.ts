import { actions } from '@chatelaine/core';
import { choice } from '../form/choice.ts';
import type { Form } from '../form/form.ts';
import { list, oneOrMore } from '../form/list.ts';
import { map, optional, required } from '../form/map.ts';
import { suggestion } from '../form/near-name.ts';
import { pairs } from '../form/pairs.ts';
import { text, type TextForm } from '../form/text.ts';
import { moment } from '../language/rule-time.ts';
import { quote } from '../source/hidden-characters.ts';
import type { SourceNode } from '../source/source-node.ts';
import type { ExpectedEffect, Named, PolicyTestCase, Spelling } from './test-file.ts';
import { anyValue, most, plainName } from './test-forms.ts';

/** A case without its place. */
type WrittenCase = Omit<PolicyTestCase, 'position'>;

export interface PlacedCase {
  readonly written: WrittenCase;
  readonly node: SourceNode;
}

const words: TextForm = { minimum: 1, maximum: 300, description: '1–300 characters', prose: true };

const expectable: ReadonlySet<string> = new Set(['*', ...actions]);

/** By action, or `*`. */
function byAction<Value>(noun: string, value: Form<Value>): Form<readonly Named<Value>[]> {
  const written = pairs({
    name: anyValue,
    nameNoun: 'an action',
    entryNoun: noun,
    value,
    maximum: most,
    most: `the most is ${most}`,
  });
  return {
    read(node, what, reading) {
      for (const [name, { keyOffset }] of node.kind === 'map' ? node.members : []) {
        if (expectable.has(name)) continue;
        const near = suggestion(name, actions) || '; write an action of the vault, or "*" for all that are not named';
        reading.report(keyOffset, 'unknown-name', `${quote(name)} is no action${near}`);
      }
      return written.read(node, what, reading);
    },
    schema: (definitions) => ({
      type: 'object',
      properties: Object.fromEntries([...expectable].map((name) => [name, value.schema(definitions)])),
      additionalProperties: false,
      minProperties: 1,
    }),
  };
}

const ruleName: TextForm = {
  minimum: 1,
  maximum: 130,
  pattern: /^(?:default|[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*)$/,
  description: 'a rule as document/rule, or default where no rule decides',
};
const effects: readonly ExpectedEffect[] = ['allow', 'deny'];
const spellings: readonly Spelling[] = ['id', 'alias', 'urn'];

const testCase: Form<WrittenCase> = map<WrittenCase>({
  noun: 'a case',
  members: {
    name: required(text(words), 'What the case shows.'),
    who: required(oneOrMore({ of: text(plainName), maximum: most }), 'Names of principals of this file.'),
    key: optional(
      oneOrMore({ of: text(plainName), maximum: most }),
      'Names of keys of this file; absent for actions that name no key.',
    ),
    as: optional(
      oneOrMore({ of: choice('spelling', spellings), maximum: spellings.length }),
      'How the caller names the key; the case runs once for each.',
    ),
    context: optional(oneOrMore({ of: text(plainName), maximum: most }), 'Names of contexts of this file.'),
    now: optional(moment, 'Instead of the clock of the file.'),
    expect: required(
      byAction('the expectation', choice('effect', effects)),
      'By action: allow or deny; "*" stands for every action that is not named.',
    ),
    because: optional(
      byAction('the reason', text(ruleName)),
      'By action: the rule that must decide, as document/rule, or default where none may; "*" stands for every action of the case that is not named.',
    ),
  },
  check({ key: keys, as, expect, because = [] }, members, { report }) {
    const at = (name: string): number => members.get(name)?.keyOffset ?? 0;
    if (as !== undefined && keys === undefined && !members.has('key')) {
      report(at('as'), 'invalid-value', 'as needs a key');
    }
    const expected = new Set(['*', ...(expect ?? []).map(({ name }) => name)]);
    for (const { name } of expect === undefined ? [] : because) {
      if (!expected.has(name)) {
        report(
          at('because'),
          'unknown-name',
          `because names ${quote(name)}, which the case does not expect anything of`,
        );
      }
    }
  },
});

/** The cases of a file. */
export const cases: Form<readonly PlacedCase[]> = list({
  of: {
    read(node, what, reading) {
      const written = testCase.read(node, what, reading);
      return written === undefined ? undefined : { written, node };
    },
    schema: (definitions) => testCase.schema(definitions),
  },
  noun: 'a case',
  maximum: 10_000,
  keyOf: ({ written }) => written.name,
});
