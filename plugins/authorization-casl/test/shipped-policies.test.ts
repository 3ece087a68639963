import { type Action, actions, keylessActions, type KeyView } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { openCaslAuthorizer } from '../src/casl-authorizer.ts';
import { brief, here, key, principal, request, tags, unknownKey } from './policy-under-test.ts';
import type { CaslPolicy } from '../src/casl-policy.ts';

const baseDirectory = new URL('../../../', import.meta.url).pathname;
const policy = openCaslAuthorizer({ policies: './policies' }, { ...here, baseDirectory }).policy as CaslPolicy;

const alice = principal('user:alice', ['payments-service']);
const operator = principal('user:operator', [], ['kms-operators']);
const mallory = principal('user:mallory', ['payments-service'], ['kms-operators']);

const uses = [
  'encryptData',
  'decryptData',
  'createDataKey',
  'createDataKeyWithoutPlaintext',
  'encryptDataKey',
  'decryptDataKey',
].map((name) => `kms:cmk:${name}`);
const payments = key({ aliases: ['alias/payments'] });
const made = (alias: string): KeyView =>
  unknownKey({
    aliases: [alias],
    tags: tags({ env: 'prod' }),
    keySpec: 'AES_256',
    keyUsage: 'ENCRYPT_DECRYPT',
    origin: 'kms',
  });
const decide = (who: typeof alice, action: Action, view: KeyView | undefined, asked?: string): string =>
  brief(policy.decide(request({ principal: who, action, key: view, asked })));

describe('by the policies of this repository', () => {
  test.each(['alias/payments', 'alias/payments/eu', 'alias/payments/eu/1'])(
    'the service makes and uses %s',
    (alias) => {
      for (const action of ['kms:cmk:create', 'kms:alias:create']) {
        expect(decide(alice, action, made(alias))).toBe('allow payments/service-creates-its-keys');
      }
      for (const action of [...uses, 'kms:cmk:get']) {
        const view = key({ aliases: [alias], tags: tags({ env: 'prod' }) });
        for (const asked of [alias, view.id]) {
          expect(decide(alice, action, view, asked)).toBe('allow payments/service-uses-its-keys');
        }
      }
    },
  );

  test('the service has nothing to do with other keys', () => {
    for (const action of [...uses, 'kms:cmk:get']) {
      expect(decide(alice, action, key({ aliases: ['alias/payroll'] }), 'alias/payroll')).toBe('deny default');
    }
    for (const action of ['kms:alias:associate', 'kms:alias:delete']) {
      expect(decide(alice, action, key({ aliases: ['alias/payroll'] }), 'alias/payroll')).toBe(
        'deny explicit separation-of-duties/services-do-not-administer-keys',
      );
    }
    expect(decide(alice, 'kms:cmk:create', made('alias/payroll'))).toBe('deny default');
    expect(decide(alice, 'kms:cmk:create', unknownKey({ aliases: [] }))).toBe('deny default');
  });

  test('lists and random numbers concern no key', () => {
    for (const action of keylessActions.filter((each) => each !== 'kms:cmk:listRetirableGrants'))
      expect(decide(alice, action, undefined)).toBe('allow payments/service-lists-keys');
  });

  test('the operator makes keys and moves aliases, and uses none', () => {
    for (const action of [
      'kms:cmk:create',
      'kms:cmk:get',
      'kms:alias:create',
      'kms:alias:associate',
      'kms:alias:delete',
    ]) {
      expect(decide(operator, action, payments)).toBe('allow operators/operators-administer-keys');
    }
    for (const action of uses) {
      expect(decide(operator, action, payments)).toBe('deny explicit separation-of-duties/operators-do-not-use-keys');
    }
  });

  test('moving an alias gives the operator nothing', () => {
    const gains = policy.gains({ principal: operator, context: {}, now: 0, before: key(), after: payments });
    expect(gains).toEqual([]);
    expect(policy.gains({ principal: alice, context: {}, now: 0, before: key(), after: payments })).toEqual(
      [...uses, 'kms:cmk:get', 'kms:cmk:create', 'kms:alias:create'].toSorted(),
    );
  });

  test('production is decrypted by the service alone', () => {
    const production = key({ aliases: ['alias/payments'], tags: tags({ env: 'prod' }) });
    expect(decide(principal('user:carol'), 'kms:cmk:decryptData', production)).toBe(
      'deny explicit separation-of-duties/production-is-for-services',
    );
  });

  test('mallory is refused everything with a key, with a reason to read, whatever roles mallory has', () => {
    for (const action of actions.filter((each) => each !== 'kms::generateRandom')) {
      expect(decide(mallory, action, payments)).toMatch(/^deny/);
    }
    for (const action of [...uses, 'kms:cmk:get', 'kms:cmk:create', 'kms:alias:associate']) {
      expect(decide(mallory, action, payments)).toMatch(/^deny explicit (suspensions|separation-of-duties)\//);
    }
    expect(policy.decide(request({ principal: principal('user:mallory'), key: payments }))).toEqual({
      effect: 'deny',
      kind: 'explicit',
      rule: 'suspensions/mallory-is-suspended',
      reason: 'This account is suspended; ask the security team',
    });
  });

  test('whoever is not mentioned may nothing', () => {
    for (const action of actions) expect(decide(principal('user:carol'), action, payments)).toMatch(/^deny/);
  });
});
