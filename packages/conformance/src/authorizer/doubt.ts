import type { Check } from '../check.ts';
import {
  assertAllowed,
  assertDenied,
  bare,
  keyA,
  keyB,
  keyView,
  onKey,
  onPolicies,
  rule,
  unknownKey,
} from './authorizer-check.ts';
import type { AuthorizerSubject, KeyOfKit } from './authorizer-subject.ts';

const alias = 'alias/payments';
const known = { id: keyA, aliases: [alias], tags: bare({ env: 'prod' }) };
/** Each way to name key A, and the key without the fact that the name is found by. */
const ways: readonly (readonly [KeyOfKit, ReturnType<typeof unknownKey>])[] = [
  [{ id: keyA }, unknownKey({ aliases: [alias], tags: known.tags })],
  [{ alias }, unknownKey({ id: keyA, tags: known.tags })],
  [{ tag: 'env', value: 'prod' }, unknownKey({ id: keyA, aliases: [alias] })],
];

export const doubtChecks: readonly Check<AuthorizerSubject>[] = [
  onPolicies('allows nothing on what is not known of a key', async (compile) => {
    for (const [way, key] of ways) {
      const policy = await compile(rule('yes', onKey(way)));
      await assertAllowed(policy, 'yes', { key: keyView(known) });
      await assertDenied(policy, 'default', { key });
      await assertDenied(policy, 'default', { key: unknownKey() });
    }
  }),

  onPolicies('lets a deny bite on what is not known, and says that it is unknown', async (compile) => {
    for (const [way, key] of ways) {
      const policy = await compile(rule('yes'), rule('no', { effect: 'deny', ...onKey(way) }));
      await assertDenied(policy, 'explicit', { key: keyView(known) });
      await assertDenied(policy, 'unknown', { key });
      await assertDenied(policy, 'unknown', { key: unknownKey() });
      await assertAllowed(policy, 'yes', { key: keyView({ id: keyB }) });
    }
  }),

  onPolicies('takes a tag that a key does not have for absent, not for unknown', async (compile) => {
    const policy = await compile(rule('yes'), rule('no', { effect: 'deny', ...onKey({ tag: 'env', value: 'prod' }) }));
    await assertAllowed(policy, 'yes', { key: keyView({ tags: bare({ team: 'x' }) }) });
    await assertAllowed(policy, 'yes', { key: keyView({ tags: bare<string>({}), aliases: [] }) });
  }),

  onPolicies('prefers a deny that is certain to one that is not', async (compile) => {
    const policy = await compile(
      rule('certain', { effect: 'deny', ...onKey({ id: keyA }) }),
      rule('doubtful', { effect: 'deny', ...onKey({ alias }) }),
    );
    await assertDenied(policy, 'explicit', { key: unknownKey({ id: keyA }) });
    await assertDenied(policy, 'unknown', { key: unknownKey({ id: keyB }) });
  }),
];
