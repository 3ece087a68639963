import { actions, keylessActions } from '@chatelaine/core';
import { expect, test } from 'vitest';
import { documentWithRule, problemsOf } from './documents.ts';
import { loadRule } from './one-rule.ts';

test('a deny may be for all actions', () => {
  expect(loadRule({ actions: 'all' }).actions).toEqual(actions);
});

test('for a key, these are all that concern one', () => {
  const concerning = actions.filter((action) => !keylessActions.includes(action));
  expect(concerning.length).toBeLessThan(actions.length);
  expect(loadRule({ actions: 'all', keys: ['alias/a'] }).actions).toEqual(concerning);
  expect(loadRule({ actions: 'all', unless: { key: { origin: 'kms' } } }).actions).toEqual(concerning);
});

test('an allow lists what it gives', () => {
  expect(problemsOf(documentWithRule({ actions: 'actions: all' }))).toEqual([
    'test.yaml:7:14 actions: all stands only in a deny; an allow lists what it gives, and gives no action of a later version',
  ]);
});

test('another word or a single action is no list', () => {
  expect(problemsOf(documentWithRule({ effect: 'effect: deny', actions: 'actions: kms:cmk:get' }))).toEqual([
    'test.yaml:7:14 actions is "kms:cmk:get"; write [kms:cmk:get]',
  ]);
  expect(problemsOf(documentWithRule({ effect: 'effect: deny', actions: 'actions: any' }))).toEqual([
    'test.yaml:7:14 actions is "any"; write a list such as [kms:cmk:encryptData, "@use"], or all, which stands only in a deny',
  ]);
});
