import type { Action, KeyView } from '@chatelaine/core';
import { type CompiledRule, compilePolicy, decide, loadPolicyDocuments, type PolicySet } from '@chatelaine/policy';
import { lintPolicies } from '@chatelaine/policy/lint';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aKey, bare, here, request } from './one-rule.ts';

const aliases = ['alias/a', 'alias/b'];
const uses: readonly Action[] = ['kms:cmk:decryptData', 'kms:cmk:get'];
const changes: readonly Action[] = [
  'kms:alias:associate',
  'kms:alias:create',
  'kms:alias:delete',
  'kms:cmk:tag',
  'kms:cmk:untag',
];

const rule = fc.record({
  effect: fc.constantFrom('allow', 'allow', 'deny'),
  who: fc.constant(['role:r']),
  actions: fc.oneof(fc.subarray([...uses], { minLength: 1 }), fc.subarray([...changes], { minLength: 1 })),
  keys: fc.oneof(
    fc.constant('all'),
    fc.constantFrom<unknown>(...aliases, { tags: { env: 'prod' } }).map((selector) => [selector]),
  ),
  reason: fc.constant('For the test of lint'),
});

function load(rules: readonly object[]): PolicySet {
  const numbered = rules.map((each, place) => ({ id: `r-${place}`, ...each }));
  const text = JSON.stringify({ policy: 'chatelaine/v1', name: 'test', rules: numbered });
  return loadPolicyDocuments([{ name: 'test.json', text }]);
}

const everyKey = [[], ['alias/a'], ['alias/b'], aliases].flatMap((names) =>
  [{}, { env: 'prod' }, { env: 'test' }].map((tags) => ({ ...aKey, aliases: names, tags: bare<string>({ ...tags }) })),
);

/** By which actions one of these keys becomes another one. */
function ways(before: KeyView, after: KeyView): readonly Action[] {
  const [had = [], has = []] = [before.aliases, after.aliases];
  const isRetagged = before.tags?.['env'] !== after.tags?.['env'];
  const added = has.filter((alias) => !had.includes(alias)).length;
  const removed = had.filter((alias) => !has.includes(alias)).length;
  if (isRetagged) {
    if (added + removed > 0) return [];
    return [after.tags?.['env'] === undefined ? 'kms:cmk:untag' : 'kms:cmk:tag'];
  }
  if (added + removed !== 1) return [];
  return ['kms:alias:associate', added === 1 ? 'kms:alias:create' : 'kms:alias:delete'];
}

/** By which actions somebody of the role comes to something, found by asking about every key and every change. */
function escalations(rules: readonly CompiledRule[]): readonly Action[] {
  const principal = { id: 'user:x', roles: ['r'], groups: [], attributes: bare<string>({}) };
  const may = (action: Action, key: KeyView): boolean =>
    decide(rules, request({ principal, action, key })).decision.effect === 'allow';
  return changes.filter((action) =>
    everyKey.some((before) =>
      everyKey.some(
        (after) =>
          ways(before, after).includes(action) &&
          may(action, before) &&
          may(action, after) &&
          [...uses, ...changes].some((each) => !may(each, before) && may(each, after)),
      ),
    ),
  );
}

test('whoever can come to rights by a change is found, and nobody else', { timeout: 60_000 }, () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 5 }), (rules) => {
      const policies = load(rules);
      const told = lintPolicies({ policies, tests: [], now: 0 })
        .filter(({ code }) => code === 'P401')
        .map(({ message }) => /by (kms:\S+),/.exec(message)?.[1] ?? message);
      found += told.length;
      expect(new Set(told)).toEqual(new Set(escalations(compilePolicy(policies, here))));
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(50);
});
