import { actions } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { nearName, suggestion } from '../src/form/near-name.ts';

describe('the near name', () => {
  test.each([
    ['kms:cmk:encryptdata', 'kms:cmk:encryptData'],
    ['kms:Encrypt', 'kms:cmk:encryptData'],
    ['decrypt', 'kms:cmk:decryptData'],
    ['kms:cmk:dcerypt', undefined],
    ['kms:cmk:decrpytData', 'kms:cmk:decryptData'],
    ['kms:alias:craete', 'kms:alias:create'],
    ['kms:cmk:get', 'kms:cmk:get'],
    ['s3:GetObject', undefined],
    ['', undefined],
  ])('of the action %s is %s', (written, near) => {
    expect(nearName(written, actions)).toBe(near);
  });

  test.each([
    ['efect', 'effect'],
    ['reasons', 'reason'],
    ['kyes', 'keys'],
    ['xyzzy', undefined],
  ])('of the member %s is %s', (written, near) => {
    expect(nearName(written, ['id', 'effect', 'who', 'actions', 'keys', 'reason'])).toBe(near);
  });

  test('is not looked for in text longer than any name', () => {
    expect(nearName('kms:cmk:decryptData'.padEnd(49, 'a'), actions)).toBeUndefined();
    expect(suggestion('a'.repeat(1_000_000), ['a'])).toBe('');
  });
});
