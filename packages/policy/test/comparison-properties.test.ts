import type { AuthorizationRequest } from '@chatelaine/core';
import { compilePolicy, conditionNames, decide, loadPolicyDocuments, type PolicySet } from '@chatelaine/policy';
import { comparePolicies } from '@chatelaine/policy/comparison';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const runs = 40;
const keyIds = ['6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1', '0d0466b0-e727-4d9c-b35d-f84bb474a37f'];
const here = { region: 'elsewhere', domainId: 'elsewhere' };

/** At least two ways to write each kind of condition. */
const conditions: Readonly<Record<string, readonly string[]>> = {
  encryptionContext: [
    '{ equals: { tenant: [t-1, t-2] } }',
    "{ equals: { tenant: '${principal.tenant}' }, only: [tenant, x] }",
    '{ has: [x], only: [x] }',
    "{ equals: { owner: '${principal.id}' } }",
  ],
  time: ['{ days: [mon, tue], zone: UTC }', "{ from: '22:00', to: '06:00', zone: UTC }"],
  source: ['{ cidr: [10.0.0.0/8] }', '{ cidr: [10.1.0.0/16, "fd00::/8"] }'],
  mfa: ['{ maxAgeSeconds: 900 }', '{ maxAgeSeconds: 3600 }'],
  approvals: ['{ min: 1 }', '{ min: 2, role: custodian }', '{ min: 1, role: boss }'],
  principal: ['{ attributes: { tenant: t-1 } }', '{ attributes: { tenant: [t-2, t-3] } }'],
  key: ["{ tags: { env: '${principal.tenant}' } }", '{ keyState: ENABLED }', '{ tags: { env: prod }, origin: kms }'],
  grant: ['{ grantee: [user:bob], operations: [kms:cmk:get] }', "{ retiringPrincipal: ['${principal.id}'] }"],
  algorithm: ['RSAES_OAEP_SHA_256', '[RSAES_OAEP_SHA_256, SYMMETRIC_DEFAULT]'],
  messageType: ['RAW', '[RAW, DIGEST]'],
  wrappingAlgorithm: ['RSAES_OAEP_SHA_256', '[RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_1]'],
  purpose: ['data', '[data, stream]'],
};

const names = ['role:a', 'role:b', 'group:g', 'user:bob', 'user:eve'];
const condition = fc
  .constantFrom(...Object.keys(conditions))
  .chain((name) => fc.constantFrom(...(conditions[name] ?? [])).map((value) => `${name}: ${value}`));
const selector = fc.constantFrom(
  ...keyIds,
  'alias/p',
  'alias/p/*',
  'alias/p/**',
  'alias/p/q/*',
  '{ tags: { env: prod } }',
  '{ tags: { env: [prod, stage], team: t-1 } }',
  '{ keyState: [DISABLED, ENABLED] }',
  '{ keySpec: AES_256, region: elsewhere }',
);
const some = <Value>(of: fc.Arbitrary<Value>) => fc.uniqueArray(of, { minLength: 1, maxLength: 2 });
const when = fc.uniqueArray(condition, { minLength: 1, maxLength: 2, selector: (each) => each.split(':', 1)[0] });
const rule = fc
  .record({
    isDeny: fc.boolean(),
    who: fc.oneof(
      fc.constant('all'),
      some(fc.constantFrom(...names)).map((list) => `[${list.join(', ')}]`),
    ),
    except: fc.option(some(fc.constantFrom(...names))),
    actions: some(fc.constantFrom('kms:cmk:get', 'kms:cmk:createGrant')),
    keys: fc.oneof(
      fc.constant('all'),
      some(selector).map((list) => `[${list.join(', ')}]`),
    ),
    when: fc.option(when),
    unless: fc.option(when),
    until: fc.option(fc.constantFrom('2026-02-01', '2027-01-01T10:00Z')),
  })
  .map(({ actions, except, isDeny, keys, unless, until, when: asked, who }) =>
    [
      `effect: ${isDeny ? 'deny' : 'allow'}`,
      `who: ${who}`,
      ...(isDeny && except ? [`except: [${except.join(', ')}]`] : []),
      `actions: [${actions.join(', ')}]`,
      `keys: ${keys}`,
      ...(asked ? [`when: { ${asked.join(', ')} }`] : []),
      ...(isDeny && unless ? [`unless: { ${unless.join(', ')} }`] : []),
      ...(until ? [`until: ${until}`] : []),
      'reason: Because it must be so',
    ].join('\n    '),
  );

function policies(rules: readonly string[]): PolicySet {
  const entries = rules.map((each, place) => `\n  - id: rule-${place}\n    ${each}`).join('');
  return loadPolicyDocuments([
    { name: 'a.policy.yaml', text: `policy: chatelaine/v1\nname: a\nrules:${entries === '' ? ' []' : entries}\n` },
  ]);
}

/** Of two sets most rules are the same. */
const sets = fc
  .tuple(fc.array(rule, { maxLength: 3 }), fc.array(rule, { maxLength: 2 }), fc.array(rule, { maxLength: 2 }))
  .map(([same, old, now]) => ({ before: policies([...same, ...old]), after: policies([...same, ...now]) }));

const maybe = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: undefined });
const subset = (of: readonly string[]) => fc.subarray([...of]);
const bag = (values: Readonly<Record<string, readonly string[]>>) =>
  fc
    .record(Object.fromEntries(Object.entries(values).map(([name, list]) => [name, fc.constantFrom(...list)])), {
      requiredKeys: [],
    })
    .map((found) => Object.assign(Object.create(null) as Record<string, string>, found));
const ids = ['user:bob', 'user:eve', 'user:ann'];
const request: fc.Arbitrary<AuthorizationRequest> = fc
  .record({
    action: fc.constantFrom('kms:cmk:get', 'kms:cmk:createGrant'),
    principal: fc.record({
      id: fc.constantFrom(...ids),
      roles: subset(['a', 'b']),
      groups: subset(['g']),
      attributes: bag({ tenant: ['t-1', 't-2', 't-3', 'prod', 'user:bob', 'zzz'] }),
    }),
    now: fc.integer({ min: Date.parse('2025-12-30'), max: Date.parse('2027-02-01') }),
    asked: maybe(fc.constantFrom(...keyIds, 'alias/p', 'alias/p/x', 'alias/p/q/r')),
    encryptionContext: maybe(
      bag({ tenant: ['t-1', 't-2', 't-3', 'zzz'], x: ['1'], owner: [...ids, 'zzz'], else: ['1'] }),
    ),
    context: fc.record(
      {
        mfa: fc.constantFrom(...[1, 900, 901, 3_600, 3_601].map((ageSeconds) => ({ ageSeconds }))),
        source: fc.constantFrom(
          ...['10.1.2.3', '10.200.0.1', '1.2.3.4', 'fd00::1', '2001:db8::1'].map((ip) => ({ ip })),
        ),
        approvals: fc.array(
          fc.record({ id: fc.constantFrom('user:x', 'user:y', 'user:bob'), roles: subset(['custodian', 'boss']) }),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: [] },
    ),
    facts: fc.record(
      {
        algorithm: fc.constantFrom('RSAES_OAEP_SHA_256', 'SYMMETRIC_DEFAULT', 'OTHER'),
        messageType: fc.constantFrom('RAW' as const, 'DIGEST' as const),
        wrappingAlgorithm: fc.constantFrom('RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1', 'OTHER'),
        purpose: fc.constantFrom('data' as const, 'stream' as const, 'dataKey' as const),
        grant: fc.record(
          {
            grantee: fc.constantFrom(...ids),
            operations: subset(['kms:cmk:get', 'kms:cmk:sign']),
            retiringPrincipal: fc.constantFrom(...ids),
          },
          { requiredKeys: ['grantee', 'operations'] },
        ),
      },
      { requiredKeys: [] },
    ),
    key: fc.record(
      {
        id: fc.constantFrom(...keyIds, '00000000-0000-4000-8000-000000000009'),
        aliases: subset(['alias/p', 'alias/p/x', 'alias/p/q', 'alias/p/q/r', 'alias/p/q/r/s', 'alias/z']),
        tags: bag({ env: ['prod', 'stage', 't-1', 't-2', 'zzz'], team: ['t-1', 'x'] }),
        keySpec: fc.constantFrom('AES_256', 'RSA_3072'),
        origin: fc.constantFrom('kms', 'external'),
        state: fc.constantFrom('ENABLED', 'DISABLED', 'PENDING_DELETION'),
        region: fc.constantFrom('elsewhere', 'far'),
      },
      { requiredKeys: ['region'] },
    ),
  })
  .map((made) => made as unknown as AuthorizationRequest);

test('every kind of condition is compared', () => {
  expect(Object.keys(conditions).toSorted()).toEqual([...conditionNames].toSorted());
});

test('a change of each kind of condition is found, both ways, with a witness', async () => {
  const allow = (asked: string): string =>
    `effect: allow\n    who: all\n    actions: [kms:cmk:createGrant]\n    keys: all\n    when: { ${asked} }\n    reason: Because it must be so`;
  for (const name of conditionNames) {
    const [one = '', another = ''] = (conditions[name] ?? []).map((value) =>
      policies([allow(`${name}: ${value}`)]).rules.length > 0 ? value : '',
    );
    const free = policies([allow('mfa: { maxAgeSeconds: 5 }').replace(/\n {4}when: .*/, '')]);
    const bound = policies([allow(`${name}: ${one}`)]);
    const found = await comparePolicies(bound, free);
    expect([name, found.gains.length, found.losses.length, found.sampled]).toEqual([name, 1, 0, []]);
    const changed = await comparePolicies(bound, policies([allow(`${name}: ${another}`)]));
    expect([name, changed.gains.length + changed.losses.length > 0]).toEqual([name, true]);
  }
});

test('witnesses are real, and where none is told random requests find none', async () => {
  const requests = fc.sample(request, { numRuns: 2_000, seed: 6 });
  let gained = 0;
  let exact = 0;
  await fc.assert(
    fc.asyncProperty(sets, async ({ before, after }) => {
      const { gains, losses, sampled } = await comparePolicies(before, after);
      const [old, now] = [compilePolicy(before, here), compilePolicy(after, here)];
      const effects = (asked: AuthorizationRequest) => [old, now].map((rules) => decide(rules, asked).decision.effect);
      for (const { witness } of gains) expect(effects(witness)).toEqual(['deny', 'allow']);
      for (const { witness } of losses) expect(effects(witness)).toEqual(['allow', 'deny']);
      gained += gains.length;
      if (sampled.length > 0) return;
      exact += 1;
      for (const each of requests) {
        const [was, is] = [decide(old, each), decide(now, each)];
        if (was.decision.effect === is.decision.effect) continue;
        const [list, allowing] = is.decision.effect === 'allow' ? [gains, is] : [losses, was];
        const told = list.filter(({ action }) => action === each.action).map((change) => change.rule);
        for (const { rule: missing } of allowing.deciding) expect(told, JSON.stringify(each)).toContain(missing.name);
      }
    }),
    { numRuns: runs },
  );
  // Else it would have shown nothing.
  expect(gained).toBeGreaterThan(runs / 4);
  expect(exact).toBeGreaterThan(runs * 0.9);
}, 120_000);
