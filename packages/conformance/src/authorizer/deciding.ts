import assert from 'node:assert/strict';
import { actions, type AuthorizationRequest } from '@chatelaine/core';
import type { Check } from '../check.ts';
import {
  alice,
  assertAllowed,
  assertDenied,
  bare,
  decrypt,
  encrypt,
  keyView,
  onPolicies,
  principal,
  question,
  rule,
} from './authorizer-check.ts';
import type { AuthorizerSubject } from './authorizer-subject.ts';

const denial = rule('no', { effect: 'deny', reason: 'It is closed on Sundays' });

export const decidingChecks: readonly Check<AuthorizerSubject>[] = [
  onPolicies('denies everything without a rule, by default', async (compile) => {
    const policy = await compile();
    for (const action of actions) await assertDenied(policy, 'default', { action });
    await assertDenied(policy, 'default', { key: undefined });
  }),

  onPolicies('allows what a rule allows, and tells the rule', async (compile) => {
    await assertAllowed(await compile(rule('yes')), 'yes');
  }),

  onPolicies('allows no other action, and none that there is not', async (compile) => {
    const policy = await compile(rule('yes'));
    for (const action of actions) if (action !== decrypt) await assertDenied(policy, 'default', { action });
    for (const action of ['constructor', '__proto__', 'toString', '', '*', 'all', 'manage', decrypt.toUpperCase()]) {
      await assertDenied(policy, 'default', { action });
    }
  }),

  onPolicies('allows no other principal, however alike the name', async (compile) => {
    const policy = await compile(rule('yes'));
    for (const id of ['user:bob', 'user:Alice', 'user:alice2', 'user:alic', 'service:alice', 'user:__proto__']) {
      await assertDenied(policy, 'default', { principal: principal(id) });
    }
  }),

  onPolicies('tells roles, groups and principals of one name apart', async (compile) => {
    const policy = await compile(rule('role', { who: ['role:ops'] }), rule('group', { who: ['group:dev'] }));
    await assertAllowed(policy, 'role', { principal: principal('user:bob', ['x', 'ops']) });
    await assertAllowed(policy, 'group', { principal: principal('user:bob', [], ['x', 'dev']) });
    for (const other of [
      principal('user:ops'),
      principal('user:bob', ['dev']),
      principal('user:bob', [], ['ops']),
      principal('user:bob', ['role:ops', 'OPS', 'op', 'constructor', '__proto__']),
    ]) {
      await assertDenied(policy, 'default', { principal: other });
    }
  }),

  onPolicies('lets a deny win over allows, and tells its rule and reason', async (compile) => {
    const allows = ['a', 'z'].map((name) => rule(name));
    for (const rules of [
      [denial, ...allows],
      [...allows, denial],
      [...allows.slice(1), denial, ...allows.slice(0, 1)],
    ]) {
      const { rule: told = '', reason } = await assertDenied(await compile(...rules), 'explicit');
      assert(told.endsWith('no'), `the rule no denied it, and ${told} was told`);
      assert.equal(reason, denial.reason, 'it does not say the reason of the rule');
    }
  }),

  onPolicies('lets a deny win for whom it is, and only for them', async (compile) => {
    const everyone = rule('everyone', { who: 'all' });
    const policy = await compile(everyone, { ...denial, who: ['group:guests'] });
    await assertAllowed(policy, 'everyone');
    await assertDenied(policy, 'explicit', { principal: principal('user:alice', [], ['guests']) });
    const other = await compile(everyone, { ...denial, actions: [encrypt] });
    await assertAllowed(other, 'everyone');
  }),

  onPolicies('says the same, whatever it was asked between', async (compile) => {
    const policy = await compile(
      rule('ops', { who: ['role:ops'] }),
      rule('tagged', { keys: [{ tag: 'env', value: 'dev' }] }),
      { ...denial, who: ['role:ops'], keys: [{ tag: 'env', value: 'prod' }] },
    );
    const ops = principal('user:alice', ['ops']);
    const tagged = (env: string): AuthorizationRequest['key'] => keyView({ tags: bare({ env }) });
    // One id with other roles, and one key with other tags, in every order.
    for (let round = 0; round < 3; round += 1) {
      await assertDenied(policy, 'explicit', { principal: ops, key: tagged('prod') });
      await assertDenied(policy, 'default', { principal: alice, key: tagged('prod') });
      await assertAllowed(policy, 'ops', { principal: ops, key: keyView() });
      await assertAllowed(policy, 'tagged', { principal: alice, key: tagged('dev') });
      await assertDenied(policy, 'default', { principal: alice, key: keyView() });
    }
  }),

  onPolicies('answers questions that come at once, each its own', async (compile) => {
    const policy = await compile(rule('yes'));
    const askers = Array.from({ length: 40 }, (_, number) => principal(number % 2 === 0 ? 'user:alice' : 'user:bob'));
    const answers = await Promise.all(askers.map(async (asker) => policy.decide(question({ principal: asker }))));
    const effects = answers.map(({ effect }) => effect);
    assert.deepEqual(
      effects,
      askers.map(({ id }) => (id === 'user:alice' ? 'allow' : 'deny')),
    );
  }),
];
