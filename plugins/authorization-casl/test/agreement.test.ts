import { actions, type AuthorizationRequest, type Decision } from '@chatelaine/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyKey, knownKey, question, somebody, worldActions, worldKeyIds, writtenRule } from './arbitrary-policies.ts';
import { authorizer, brief, document, here, request, tags, type WrittenRule } from './policy-under-test.ts';
import { mayBeAllowed, type NamedRule, referenceDecision } from './reference-evaluator.ts';
import type { CaslPolicy } from '../src/casl-policy.ts';

const compile = (...documents: Parameters<typeof document>[]): CaslPolicy =>
  authorizer().compile(documents.map((each) => document(...each))) as CaslPolicy;
const named = (rules: readonly WrittenRule[]): readonly NamedRule[] =>
  rules.map((rule, index) => ({ ...rule, name: `test/rule-${index + 1}` }));

/** How a decision differs from what the reference finds; it must tell a rule that the reference found too. */
function disagreement(
  decision: Decision,
  rules: readonly NamedRule[],
  asked: AuthorizationRequest,
): string | undefined {
  const expected = referenceDecision(rules, asked);
  const agrees =
    decision.effect === expected.effect &&
    decision.kind === expected.kind &&
    (decision.rule === undefined ? expected.rules.length === 0 : expected.rules.includes(decision.rule));
  return agrees ? undefined : `${brief(decision)} instead of ${JSON.stringify(expected)}`;
}

test('every decision is that of the reference, on 24,000 questions to small policies', { timeout: 120_000 }, () => {
  const seen = new Set<string>();
  let decisions = 0;
  fc.assert(
    fc.property(
      fc.array(writtenRule, { maxLength: 12 }),
      fc.array(question, { minLength: 60, maxLength: 60 }),
      (rules, questions) => {
        const policy = compile(['test', rules]);
        for (const each of questions) {
          const decision = policy.decide(each);
          expect(disagreement(decision, named(rules), each)).toBeUndefined();
          seen.add(`${decision.effect} ${decision.kind}`);
          decisions += 1;
        }
      },
    ),
    { numRuns: 400 },
  );
  expect([...seen].toSorted()).toEqual(['allow explicit', 'deny default', 'deny explicit', 'deny unknown']);
  expect(decisions).toBe(24_000);
});

test('and on policies with more tag names than a key has tags', { timeout: 120_000 }, () => {
  const name = fc.nat(40).map((number) => `tag-${number}`);
  const rule = fc
    .tuple(writtenRule, name, name, fc.constantFrom('a', 'b'))
    .map(([each, one, two, value]) => ({ ...each, keys: [{ tags: { [one]: value, [two]: ['a', 'c'] } }] }));
  const pairs = fc.dictionary(name, fc.constantFrom('a', 'b', 'c'), { minKeys: 5, maxKeys: 20 });
  const rules = fc.array(rule, { minLength: 30, maxLength: 80 });
  const asking = fc.array(fc.tuple(question, pairs), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(rules, asking, (written, questions) => {
      const policy = compile(['test', written]);
      for (const [each, tagged] of questions) {
        const asked = { ...each, key: { ...here, ...each.key, tags: tags(tagged) } };
        expect(disagreement(policy.decide(asked), named(written), asked)).toBeUndefined();
      }
    }),
    { numRuns: 30 },
  );
});

test(
  'the order of rules and of documents has no meaning, not even for the rule that is told',
  { timeout: 120_000 },
  () => {
    const shuffled = fc
      .array(writtenRule, { minLength: 2, maxLength: 12 })
      .map((rules) => rules.map((rule, index) => ({ ...rule, id: `r${index}`, reason: `The reason of rule ${index}` })))
      .chain((rules) =>
        fc.record({
          rules: fc.constant(rules),
          other: fc.shuffledSubarray(rules, { minLength: rules.length }),
          cut: fc.nat(rules.length),
          turned: fc.boolean(),
        }),
      );
    fc.assert(
      fc.property(
        shuffled,
        fc.array(question, { minLength: 20, maxLength: 20 }),
        ({ rules, other, cut, turned }, questions) => {
          const isFirst = (rule: { id: string }): boolean => rules.findIndex(({ id }) => id === rule.id) < cut;
          const documents = (from: typeof rules): Parameters<typeof document>[] => [
            ['first', from.filter((rule) => isFirst(rule))],
            ['second', from.filter((rule) => !isFirst(rule))],
          ];
          const one = compile(...documents(rules));
          const two = compile(...(turned ? documents(other).toReversed() : documents(other)));
          for (const each of questions) expect(two.decide(each)).toEqual(one.decide(each));
        },
      ),
      { numRuns: 150 },
    );
  },
);

test('a rule decides the same whether it names a key by id, by alias or by URN', { timeout: 120_000 }, () => {
  const alias = 'alias/q/1';
  const [keyId = ''] = worldKeyIds;
  const urn = `kms:${here.region}:${here.domainId}`;
  const spellings = [keyId, alias, `${urn}:KeyId:${keyId}`, `${urn}:alias:q/1`];
  const questions = fc.array(fc.tuple(question, knownKey, fc.constantFrom(undefined, keyId, alias), fc.boolean()), {
    minLength: 10,
    maxLength: 10,
  });
  fc.assert(
    fc.property(writtenRule, fc.array(writtenRule, { maxLength: 5 }), questions, (rule, others, asking) => {
      const policies = spellings.map((spelling) => compile(['test', [{ ...rule, keys: [spelling] }, ...others]]));
      for (const [each, view, asked, isTheKey] of asking) {
        const another = view.id === keyId ? worldKeyIds[1] : view.id;
        const key = { ...view, ...(isTheKey ? { id: keyId, aliases: [alias] } : { id: another }) } as typeof view;
        // Whichever name the caller used, the vault found the key that has both.
        const answers = policies.map((policy) => {
          const { effect, kind } = policy.decide({ ...each, key, asked: isTheKey ? asked : undefined });
          return { effect, kind };
        });
        for (const answer of answers) expect(answer).toEqual(answers[0]);
      }
    }),
    { numRuns: 100 },
  );
});

test('gains are what may be allowed afterwards and was not allowed before', { timeout: 120_000 }, () => {
  let gained = 0;
  fc.assert(
    fc.property(
      fc.array(writtenRule, { maxLength: 8 }),
      somebody,
      anyKey,
      anyKey,
      (rules, principal, before, after) => {
        const policy = compile(['test', rules]);
        const gains = policy.gains({ principal, context: {}, now: 0, before, after });
        const ask = (action: string, key: typeof before): AuthorizationRequest => request({ action, principal, key });
        const expected = worldActions.filter(
          (action) =>
            mayBeAllowed(named(rules), ask(action, after)) &&
            referenceDecision(named(rules), ask(action, before)).effect === 'deny',
        );
        expect(gains.toSorted()).toEqual(expected.toSorted());
        gained += gains.length;
      },
    ),
    { numRuns: 800 },
  );
  expect(gained).toBeGreaterThan(0);
});

test('a change by which nothing changes gives nothing on a key of which all is known', () => {
  fc.assert(
    fc.property(fc.array(writtenRule, { maxLength: 8 }), somebody, knownKey, (rules, principal, key) => {
      const policy = compile(['test', rules]);
      expect(policy.gains({ principal, context: {}, now: 0, before: key, after: { ...key } })).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('a decision changes nothing: the same question has the same answer, whatever was asked between', () => {
  const policy = compile([
    'test',
    [
      { effect: 'allow', who: 'all', actions: worldActions, keys: [...worldKeyIds] },
      { effect: 'deny', who: ['role:r'], actions: worldActions, keys: ['alias/a', { tags: { env: 'prod' } }] },
    ],
  ]);
  fc.assert(
    fc.property(fc.array(question, { minLength: 2, maxLength: 10 }), (questions) => {
      const first = questions.map((each) => brief(policy.decide(each)));
      expect(questions.map((each) => brief(policy.decide(each)))).toEqual(first);
    }),
    { numRuns: 100 },
  );
});

test('no action is gained that the vault does not have', () => {
  const policy = compile(['test', [{ effect: 'allow', who: 'all', actions: worldActions, keys: ['alias/a'] }]]);
  const before = { ...here, aliases: [] };
  const gains = policy.gains({ ...request(), before, after: { ...here, aliases: ['alias/a'] } });
  expect(gains).toEqual(actions.filter((action) => worldActions.includes(action)));
});
