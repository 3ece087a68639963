import { type AuthorizationRequest, type KeyView, type Principal, VaultError } from '@chatelaine/core';
import {
  type CompiledRule,
  compilePolicy,
  decide,
  explain,
  gainedActions,
  loadPolicyDocuments,
} from '@chatelaine/policy';
import { describe, expect, test } from 'vitest';
import { aKey, bare, here, keyId, principal, request } from './one-rule.ts';

const text = `policy: chatelaine/v1
name: test
rules:
  - id: inside-only
    effect: deny
    who: all
    actions: [kms:cmk:decryptData]
    keys: [{ tags: { env: prod } }]
    unless: { source: { cidr: [10.0.0.0/8] } }
    reason: Production keys are used from inside
  - id: own-tenant
    effect: allow
    who: [user:alice]
    actions: [kms:cmk:decryptData]
    keys: [alias/payments]
    when:
      encryptionContext: { equals: { tenant: "\${principal.tenant}" } }
      mfa: { maxAgeSeconds: 900 }
    until: 2027-01-31
    reason: Alice works with her tenant's data
  - id: auditors
    effect: allow
    who: [role:auditor]
    actions: [kms:cmk:decryptData]
    keys: all
    reason: Auditors see everything
`;

const rules = compilePolicy(loadPolicyDocuments([{ name: 'test.policy.yaml', text }]), here);
const ofAlice = principal({ tenant: 't-17' });
const sound: Partial<AuthorizationRequest> = {
  principal: ofAlice,
  context: { source: { ip: '10.0.0.1' }, mfa: { ageSeconds: 10 } },
  encryptionContext: bare({ tenant: 't-17' }),
};

describe('a decision', () => {
  const brief = (changes: Partial<AuthorizationRequest>): string => {
    const { decision, deciding } = decide(rules, request({ ...sound, ...changes }));
    return [decision.effect, decision.kind, ...deciding.map(({ rule }) => rule.name)].join(' ');
  };

  test('is an allow where all of it is certain', () => {
    expect(brief({})).toBe('allow explicit test/own-tenant');
  });

  test('is a deny in doubt', () => {
    expect(brief({ context: { mfa: { ageSeconds: 10 } } })).toBe('deny unknown test/inside-only');
    expect(brief({ context: { source: { ip: '11.0.0.1' } } })).toBe('deny explicit test/inside-only');
  });

  test('is no allow in doubt', () => {
    expect(brief({ encryptionContext: undefined })).toBe('deny default');
    expect(brief({ principal: principal() })).toBe('deny default');
    expect(brief({ now: Date.parse('2027-02-01') })).toBe('deny default');
  });

  test('tells every rule that would make it', () => {
    const both = { ...ofAlice, roles: ['auditor'] };
    expect(brief({ principal: both })).toBe('allow explicit test/auditors test/own-tenant');
  });

  test('refuses a principal that is none', () => {
    const decideFor = (given: object) => () => decide(rules, request({ principal: given as Principal }));
    for (const given of [
      { id: 7, roles: [], groups: [] },
      { id: 'user:a', roles: 'r', groups: [] },
    ]) {
      expect(decideFor(given)).toThrow(expect.toSatisfy((error) => VaultError.is(error, 'InvalidPrincipal')));
    }
  });
});

test('an explanation says of every rule what holds, in words, with what is lacking and where it stands', () => {
  const explanation = explain(rules, request({ ...sound, context: {} }));
  expect(explanation).toMatchObject({
    decision: { effect: 'deny', kind: 'unknown', rule: 'test/inside-only' },
    deciding: ['test/inside-only'],
    nearest: 'test/own-tenant',
  });
  const told = explanation.rules.map(({ rule, applies, parts }) => ({
    [`${rule.name} ${applies}`]: parts.map(({ of, words, truth, lacks, place }) =>
      [of, words, truth, ...lacks, place?.line].join(' | '),
    ),
  }));
  expect(told).toEqual([
    {
      'test/inside-only unknown': [
        'who | who is all | yes | 6',
        'keys | the key is tag env=prod | yes | 8',
        'unless | the source is in 10.0.0.0/8 | unknown | context.source.ip | 9',
      ],
    },
    {
      'test/auditors no': ['who | who is role:auditor | no | 23', 'keys | the key is any | yes | 25'],
    },
    {
      'test/own-tenant unknown': [
        'who | who is user:alice | yes | 13',
        'keys | the key is alias/payments | yes | 15',
        'until | it is not later than 2027-01-31 | yes | 19',
        'when | the encryption context has tenant=${principal.tenant} | yes | 17',
        'when | the second factor is at most 900 s old | unknown | context.mfa.ageSeconds | 18',
      ],
    },
  ]);
  expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
});

test('an explanation names what of the principal or the key is lacking', () => {
  const lacking = (changes: Partial<AuthorizationRequest>): readonly string[] =>
    explain(rules, request({ ...sound, ...changes })).rules.flatMap(({ parts }) => parts.flatMap(({ lacks }) => lacks));
  expect(lacking({ principal: principal() })).toEqual(['principal.attributes.tenant']);
  expect(lacking({ encryptionContext: undefined })).toEqual(['encryptionContext']);
  expect(lacking({ key: here })).toEqual(['key.id', 'key.aliases', 'key.tags', 'key.id', 'key.aliases', 'key.tags']);
});

describe('gains by a change', () => {
  const compiled = (...given: readonly object[]): readonly CompiledRule[] => {
    const written = given.map((rule, index) => ({
      id: `rule-${index}`,
      effect: 'allow',
      who: 'all',
      actions: ['kms:cmk:decryptData'],
      keys: 'all',
      reason: 'Because of the test',
      ...rule,
    }));
    const document = JSON.stringify({ policy: 'chatelaine/v1', name: 'test', rules: written });
    return compilePolicy(loadPolicyDocuments([{ name: 'a.json', text: document }]), here);
  };
  const key = (alias: string, facts: Partial<KeyView> = {}): KeyView => ({ ...aKey, aliases: [alias], ...facts });
  const gained = (of: readonly CompiledRule[], more: object = {}): boolean =>
    gainedActions(of, {
      principal: ofAlice,
      context: {},
      now: 0,
      before: key('alias/a'),
      after: key('alias/b'),
      ...more,
    }).length > 0;
  const mfa = { mfa: { maxAgeSeconds: 300 } };
  const inside = { source: { cidr: ['10.0.0.0/8'] } };
  const on = (alias: string, more: object = {}): object => ({ keys: [alias], ...more });
  const denyOn = (alias: string, more: object = {}): object => on(alias, { effect: 'deny', ...more });

  test.each([
    ['an allow that was not there', [on('alias/b')], true],
    ['an allow that was there', [on('alias/a'), on('alias/b')], false],
    ['an allow for all', [{}, on('alias/b')], false],
    ['an allow with a condition that was not there', [on('alias/b', { when: mfa })], true],
    ['the same condition on both', [on('alias/a', { when: mfa }), on('alias/b', { when: mfa })], false],
    ['another condition', [on('alias/a', { when: mfa }), on('alias/b', { when: inside })], true],
    ['more conditions', [on('alias/a', { when: mfa }), on('alias/b', { when: { ...mfa, ...inside } })], false],
    ['fewer conditions', [on('alias/a', { when: { ...mfa, ...inside } }), on('alias/b', { when: mfa })], true],
    ['one rule for both, with a condition', [{ keys: ['alias/a', 'alias/b'], when: mfa }], false],
    ['a deny that is lifted', [{}, denyOn('alias/a')], true],
    ['a deny that is replaced', [{}, denyOn('alias/a'), denyOn('alias/b')], false],
    ['a deny with a condition that is lifted', [{}, denyOn('alias/a', { when: mfa })], true],
    ['a deny with the same condition', [{}, denyOn('alias/a', { when: mfa }), denyOn('alias/b', { when: mfa })], false],
    ['a deny that is replaced by one with conditions', [{}, denyOn('alias/a'), denyOn('alias/b', { when: mfa })], true],
    ['a deny behind everything', [on('alias/b'), { effect: 'deny' }], false],
    ['an allow that ended', [on('alias/b', { until: '1960-01-01' })], false],
    ['an allow that will begin', [on('alias/b', { from: '2030-01-01' })], true],
    ['an allow that ends beside one that does not', [on('alias/a', { until: '2030-01-01' }), on('alias/b')], true],
    ['an allow for another tenant', [on('alias/b', { when: { principal: { attributes: { tenant: 'x' } } } })], false],
    ['an allow for an attribute not told', [on('alias/b', { when: { principal: { attributes: { x: 'x' } } } })], true],
    ['a condition on the key that does not hold', [on('alias/b', { when: { key: { origin: 'external' } } })], false],
    [
      'a condition on the key that holds',
      [on('alias/b', { when: { key: { tags: { tenant: '${principal.tenant}' } } } })],
      true,
    ],
    ['a deny whose exception is certain', [{}, denyOn('alias/a', { unless: { key: { origin: 'kms' } } })], false],
    ['a deny whose exception may come true', [{}, denyOn('alias/a', { unless: mfa })], true],
    [
      'a deny whose exception concerns another key',
      [{}, denyOn('alias/a', { unless: { ...mfa, key: { origin: 'external' } } })],
      true,
    ],
  ] as const)('%s', (_name, given, truth) => {
    expect(gained(compiled(...given))).toBe(truth);
  });

  test('the circumstances of the change are not those of a later use', () => {
    const policy = compiled(on('alias/b', { when: mfa }));
    expect(gained(policy, { context: { mfa: { ageSeconds: 10_000 } } })).toBe(true);
  });

  test('what is not known of the key counts for the gain', () => {
    const tagged = [{ tags: { env: 'dev' } }];
    const unknown = { before: { ...here, id: keyId }, after: { ...here, id: keyId } };
    expect(gained(compiled({ keys: tagged }), unknown)).toBe(true);
    expect(gained(compiled({}, { effect: 'deny', keys: tagged }), unknown)).toBe(true);
    expect(gained(compiled({}, { effect: 'deny', keys: tagged }), { ...unknown, before: aKey })).toBe(false);
  });
});
