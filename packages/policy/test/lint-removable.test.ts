import type { AuthorizationRequest } from '@chatelaine/core';
import { compilePolicy, decide, loadPolicyDocuments, type PolicySet } from '@chatelaine/policy';
import { lintPolicies } from '@chatelaine/policy/lint';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aKey, bare, here, request } from './one-rule.ts';

const some = <Value>(...values: Value[]): fc.Arbitrary<Value[]> => fc.subarray(values, { minLength: 1 });

const mfa = fc.constantFrom({ mfa: { maxAgeSeconds: 60 } }, { mfa: { maxAgeSeconds: 900 } });
const network = fc.constantFrom({ source: { cidr: ['10.0.0.0/8'] } });
const conditions = fc.oneof(
  mfa,
  network,
  fc.tuple(mfa, network).map(([one, other]) => ({ ...one, ...other })),
);
const selectors = [
  'alias/a',
  'alias/a/b',
  'alias/a/*',
  'alias/a/**',
  'alias/a/b/*',
  { tags: { env: ['prod', 'test'] } },
  { tags: { env: 'prod' } },
  { tags: { env: 'prod', team: 'x' }, origin: 'kms' },
  { origin: ['kms', 'external'] },
];
const keys = fc.oneof(
  fc.constant('all'),
  fc.constantFrom(...selectors).map((selector) => [selector]),
  some<unknown>(...selectors),
);
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });
const who = fc.oneof(fc.constant('all'), some('user:alice', 'user:bob', 'role:r', 'group:g'));
const common = {
  who,
  keys,
  actions: some('kms:cmk:encryptData', 'kms:cmk:decryptData'),
  when: maybe(conditions),
  from: maybe(fc.constantFrom('2026-01-01', '2026-03-01')),
  until: maybe(fc.constantFrom('2026-06-01', '2026-09-01')),
  reason: fc.constant('For the test of lint'),
};
const allow = fc.record({ effect: fc.constant('allow'), ...common });
const deny = fc.record({
  effect: fc.constant('deny'),
  ...common,
  except: maybe(some('user:alice', 'user:bob', 'role:r')),
  unless: maybe(conditions),
});

/** What denies take back: without it nobody would notice them. */
const everything = {
  effect: 'allow',
  who: 'all',
  keys: 'all',
  actions: ['kms:cmk:encryptData', 'kms:cmk:decryptData'],
  reason: 'For the test of lint',
};

/** Rules and near copies of them: those that differ in one or two members contain each other often. */
const rules = fc.oneof(
  near(allow),
  near(deny).map((alike) => [...alike, everything]),
  fc.tuple(allow, allow, deny, deny).map((each) => each),
);

function near<Rule extends object>(rule: fc.Arbitrary<Rule>): fc.Arbitrary<readonly object[]> {
  return fc.tuple(rule, rule, fc.integer({ min: 1, max: 2 }), fc.nat()).map(([one, other, count, seed]) => {
    const names = Object.keys(one);
    const changed = Array.from({ length: count }, (_, place) => names[(seed + place * 3) % names.length] ?? '');
    const copy = Object.fromEntries(
      Object.entries(one).map(([name, value]) => [
        name,
        changed.includes(name) ? (other as Record<string, unknown>)[name] : (value as unknown),
      ]),
    );
    return [one, copy];
  });
}

const requests: fc.Arbitrary<AuthorizationRequest> = fc
  .record({
    id: fc.constantFrom('user:alice', 'user:bob', 'user:carl'),
    roles: fc.subarray(['r']),
    groups: fc.subarray(['g']),
    aliases: maybe(fc.subarray(['alias/a', 'alias/a/b', 'alias/a/b/c', 'alias/x'])),
    tags: maybe(fc.constantFrom({}, { env: 'prod' }, { env: 'test' }, { env: 'prod', team: 'x' }, { env: 'dev' })),
    origin: maybe(fc.constantFrom('kms', 'external')),
    asked: maybe(fc.constantFrom('alias/a', 'alias/a/b', 'alias/a/b/c')),
    age: maybe(fc.constantFrom(10, 100, 1000)),
    ip: maybe(fc.constantFrom('10.1.2.3', '8.8.8.8')),
    now: fc.constantFrom('2025-12-31', '2026-02-01', '2026-05-01', '2026-07-01', '2026-10-01'),
    action: fc.constantFrom('kms:cmk:encryptData', 'kms:cmk:decryptData'),
  })
  .map(({ action, age, aliases, asked, groups, id, ip, now, origin, roles, tags }) => {
    const { aliases: _a, origin: _o, tags: _t, ...rest } = aKey;
    const key = {
      ...rest,
      ...(aliases && { aliases }),
      ...(origin && { origin }),
      ...(tags && { tags: bare(tags as Record<string, string>) }),
    } as typeof aKey;
    return request({
      action,
      key,
      asked,
      principal: { id, roles, groups, attributes: bare({}) },
      now: Date.parse(now),
      context: { ...(age !== undefined && { mfa: { ageSeconds: age } }), ...(ip !== undefined && { source: { ip } }) },
    });
  });

function load(given: readonly object[]): PolicySet {
  const numbered = given.map((rule, place) => ({ id: `r-${place}`, ...rule }));
  const text = JSON.stringify({ policy: 'chatelaine/v1', name: 'test', rules: numbered });
  return loadPolicyDocuments([{ name: 'test.json', text }]);
}

const superfluous: ReadonlySet<string> = new Set(['P301', 'P302', 'P303']);

test('a rule that lint calls superfluous can be removed, and nobody is answered otherwise', { timeout: 60_000 }, () => {
  let removed = 0;
  fc.assert(
    fc.property(rules, fc.array(requests, { minLength: 40, maxLength: 40 }), (given, asked) => {
      const policies = load(given);
      const compiled = compilePolicy(policies, here);
      for (const { code, rule } of lintPolicies({ policies, tests: [], now: 0 })) {
        if (!superfluous.has(code)) continue;
        removed += 1;
        const others = compiled.filter((each) => each.rule.name !== rule);
        for (const each of asked) {
          expect(decide(others, each).decision.effect, code).toBe(decide(compiled, each).decision.effect);
        }
      }
    }),
    { numRuns: 500 },
  );
  expect(removed).toBeGreaterThan(50);
});

const aliasLists = [[], ['alias/a'], ['alias/a/b'], ['alias/a/b/c'], ['alias/a/x'], ['alias/a/b/c/d'], ['alias/x']];
const tagLists = [{}, { env: 'prod' }, { env: 'test' }, { env: 'prod', team: 'x' }, { env: 'prod', team: 'y' }];
const { origin: _, ...unknownOrigin } = aKey;
const everyKey = aliasLists.flatMap((aliases) =>
  tagLists.flatMap((tags) => {
    const key = { ...unknownOrigin, aliases, tags: bare<string>({ ...tags }) };
    return [key, { ...key, origin: 'kms' as const }, { ...key, origin: 'external' as const }];
  }),
);

/** Whether a rule of this selector applies to each key. */
function chosen(selector: unknown): readonly boolean[] {
  const rule = compilePolicy(load([{ ...everything, keys: [selector] }]), here);
  return everyKey.map((key) => decide(rule, request({ key })).decision.effect === 'allow');
}

test('a selector is called wider than another one exactly if it names every key that the other names', () => {
  for (const inner of selectors) {
    for (const outer of selectors) {
      const policies = load([
        { ...everything, keys: [inner] },
        { ...everything, keys: [outer], actions: [...everything.actions, 'kms:cmk:get'] },
      ]);
      const isFound = lintPolicies({ policies, tests: [], now: 0 }).some(
        ({ code, rule }) => code === 'P302' && rule === 'test/r-0',
      );
      const [within, around] = [chosen(inner), chosen(outer)];
      expect({ inner, outer, isFound }).toEqual({ inner, outer, isFound: within.every((is, at) => !is || around[at]) });
    }
  }
});
