import { describe, expect, test } from 'vitest';
import type { CaslPolicy } from '../src/casl-policy.ts';
import {
  alice,
  allow,
  decide,
  deny,
  key,
  keyA,
  keyB,
  policyOf,
  principal,
  request,
  tags,
} from './policy-under-test.ts';

const decrypt = ['kms:cmk:decryptData'];
const fresh = { when: { mfa: { maxAgeSeconds: 300 } } };
const unlessInside = { unless: { source: { cidr: ['10.0.0.0/8'] } } };
const mfa = (ageSeconds: number): object => ({ context: { mfa: { ageSeconds } } });
const source = (ip: string): object => ({ context: { source: { ip } } });

describe('a rule with conditions', () => {
  test.each([
    ['for all keys', 'all'],
    ['for a key', [keyA]],
    ['for a tag', [{ tags: { env: 'prod' } }]],
    ['for an alias', ['alias/a']],
  ])('allows only where they certainly hold, %s', async (_name, keys) => {
    const policy = await policyOf(allow('all', decrypt, keys, fresh));
    const view = { key: key({ tags: tags({ env: 'prod' }), aliases: ['alias/a'] }) };
    expect(decide(policy, { ...view, ...mfa(300) })).toBe('allow test/rule-1');
    expect(decide(policy, { ...view, ...mfa(301) })).toBe('deny default');
    expect(decide(policy, view)).toBe('deny default');
  });

  test('denies unless it can be ruled out', async () => {
    const policy = await policyOf(allow('all', decrypt, 'all'), deny('all', decrypt, [keyA], unlessInside));
    expect(decide(policy, source('10.1.1.1'))).toBe('allow test/rule-1');
    expect(decide(policy, source('11.1.1.1'))).toBe('deny explicit test/rule-2');
    expect(decide(policy)).toBe('deny unknown test/rule-2');
    expect(decide(policy, { key: key({ id: keyB }) })).toBe('allow test/rule-1');
  });

  test('stands beside rules without', async () => {
    const policy = await policyOf(allow('all', decrypt, [keyA], fresh), allow(['user:alice'], decrypt, [keyA]));
    expect(decide(policy)).toBe('allow test/rule-2');
    expect(decide(policy, { principal: principal('user:bob') })).toBe('deny default');
  });

  test('reads the attributes of the principal that asks, though principals share an ability', async () => {
    const ofTenant = { when: { key: { tags: { tenant: '${principal.tenant}' } } } };
    const policy = await policyOf(allow('all', decrypt, 'all', ofTenant));
    const asking = (tenant: string): string =>
      decide(policy, {
        principal: { ...alice, attributes: tags({ tenant }) },
        key: key({ tags: tags({ tenant: 'a' }) }),
      });
    expect(asking('a')).toBe('allow test/rule-1');
    expect(asking('b')).toBe('deny default');
  });
});

test('a policy explains the decision that it makes', async () => {
  const policy = (await policyOf(
    allow('all', decrypt, 'all'),
    deny('all', decrypt, [keyA], unlessInside),
  )) as CaslPolicy;
  const explanation = policy.explain(request());
  expect(explanation.decision).toEqual(policy.decide(request()));
  expect(explanation.rules.map(({ rule, applies }) => `${rule.name} ${applies}`)).toEqual([
    'test/rule-2 unknown',
    'test/rule-1 yes',
  ]);
});
