import type { Check } from '../check.ts';
import { assertAllowed, assertDenied, bare, keyA, keyB, keyView, onKey, onPolicies, rule } from './authorizer-check.ts';
import type { AuthorizerSubject } from './authorizer-subject.ts';

const alias = 'alias/payments';
const denied = { effect: 'deny' } as const;

export const namingChecks: readonly Check<AuthorizerSubject>[] = [
  onPolicies('finds a key by its id, whatever the caller called it', async (compile) => {
    const policy = await compile(rule('yes', onKey({ id: keyA })));
    for (const asked of [undefined, keyA, alias]) {
      await assertAllowed(policy, 'yes', { key: keyView({ aliases: [alias] }), asked });
      await assertDenied(policy, 'default', { key: keyView({ id: keyB }), asked });
    }
  }),

  onPolicies('finds a key by any of its aliases, whatever the caller called it', async (compile) => {
    const policy = await compile(rule('yes', onKey({ alias })));
    for (const asked of [undefined, keyA, alias, 'alias/other']) {
      await assertAllowed(policy, 'yes', { key: keyView({ aliases: ['alias/other', alias] }), asked });
    }
    for (const other of [
      'alias/Payments',
      'alias/payments2',
      'alias/payment',
      'alias/payments/eu',
      'alias/__proto__',
    ]) {
      await assertDenied(policy, 'default', { key: keyView({ aliases: [other] }), asked: other });
    }
  }),

  onPolicies('finds a key by a tag and its value', async (compile) => {
    const policy = await compile(rule('yes', onKey({ tag: 'env', value: 'dev' })));
    await assertAllowed(policy, 'yes', { key: keyView({ tags: bare({ team: 'x', env: 'dev' }) }) });
    for (const tags of [{}, { env: 'prod' }, { env: 'DEV' }, { Env: 'dev' }, { team: 'dev' }, { env: '' }]) {
      await assertDenied(policy, 'default', { key: keyView({ tags: bare<string>(tags) }) });
    }
  }),

  onPolicies('never rests an allow on the spelling that the caller chose', async (compile) => {
    const policy = await compile(rule('yes', onKey({ alias }, { id: keyB })));
    await assertDenied(policy, 'default', { asked: alias });
    await assertDenied(policy, 'default', { asked: keyB });
    await assertDenied(policy, 'default', { key: undefined, asked: alias });
  }),

  onPolicies('lets a deny bite on the spelling too', async (compile) => {
    const policy = await compile(rule('yes'), rule('no', { ...denied, ...onKey({ alias }, { id: keyB }) }));
    await assertAllowed(policy, 'yes');
    await assertDenied(policy, 'explicit', { asked: alias });
    await assertDenied(policy, 'explicit', { asked: keyB });
    await assertDenied(policy, 'explicit', { key: keyView({ aliases: [alias] }), asked: keyA });
  }),

  onPolicies('decides an action without a key by rules for all keys alone', async (compile) => {
    const list = { actions: ['kms:cmk:list', 'kms:cmk:decryptData'] } as const;
    const narrow = await compile(rule('narrow', { ...list, keys: [{ id: keyA }], actions: ['kms:cmk:decryptData'] }));
    await assertDenied(narrow, 'default', { key: undefined });
    await assertAllowed(await compile(rule('all', list)), 'all', { action: 'kms:cmk:list', key: undefined });
  }),
];
