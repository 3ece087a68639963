import assert from 'node:assert/strict';
import type { Action, GainRequest, KeyView, Policy } from '@chatelaine/core';
import type { Check } from '../check.ts';
import {
  alice,
  bare,
  decrypt,
  encrypt,
  keyA,
  keyView,
  onKey,
  onPolicies,
  principal,
  rule,
  unknownKey,
} from './authorizer-check.ts';
import type { AuthorizerSubject } from './authorizer-subject.ts';

const alias = 'alias/payments';
const plain = keyView();
const named = keyView({ aliases: [alias] });

async function gains(
  policy: Policy,
  before: KeyView,
  after: KeyView,
  more: Partial<GainRequest> = {},
): Promise<Action[]> {
  const answer = await policy.gains(
    Object.freeze({ principal: alice, context: bare({}), now: 1_767_225_600_000, before, after, ...more }),
  );
  assert(Array.isArray(answer), 'gains() gives no list');
  return [...(answer as readonly Action[])].toSorted();
}

export const gainChecks: readonly Check<AuthorizerSubject>[] = [
  onPolicies('names what a change of a key gives to a principal', async (compile) => {
    const both = { actions: [decrypt, encrypt] } as const;
    const policy = await compile(rule('named', { ...both, ...onKey({ alias }) }));
    assert.deepEqual(await gains(policy, plain, named), [decrypt, encrypt]);
    const tagged = await compile(rule('tagged', onKey({ tag: 'env', value: 'dev' })));
    assert.deepEqual(await gains(tagged, plain, keyView({ tags: bare({ env: 'dev' }) })), [decrypt]);
  }),

  onPolicies('names what the end of a denial gives', async (compile) => {
    const policy = await compile(rule('yes'), rule('no', { effect: 'deny', ...onKey({ alias }) }));
    assert.deepEqual(await gains(policy, named, plain), [decrypt]);
    assert.deepEqual(await gains(policy, plain, named), []);
  }),

  onPolicies('names nothing that was allowed before, is denied after, or is given to others', async (compile) => {
    const already = await compile(rule('id', onKey({ id: keyA })), rule('named', onKey({ alias })));
    assert.deepEqual(await gains(already, plain, named), []);
    assert.deepEqual(await gains(already, plain, plain), []);
    const denied = await compile(rule('named', onKey({ alias })), rule('no', { effect: 'deny' }));
    assert.deepEqual(await gains(denied, plain, named), []);
    const others = await compile(rule('named', { ...onKey({ alias }), who: ['role:ops'] }));
    assert.deepEqual(await gains(others, plain, named), []);
    assert.deepEqual(await gains(others, plain, named, { principal: principal('user:x', ['ops']) }), [decrypt]);
  }),

  onPolicies('counts what is not known afterwards as a gain', async (compile) => {
    const policy = await compile(rule('named', onKey({ alias })));
    assert.deepEqual(await gains(policy, plain, unknownKey({ id: keyA })), [decrypt]);
    const doubtful = await compile(
      rule('yes', onKey({ alias })),
      rule('no', { effect: 'deny', ...onKey({ tag: 'env', value: 'prod' }) }),
    );
    assert.deepEqual(await gains(doubtful, plain, unknownKey({ id: keyA, aliases: [alias] })), [decrypt]);
  }),
];
