import { loadPolicyDocuments } from '@chatelaine/policy';
import { describe, expect, test } from 'vitest';
import { BoundedCache } from '../src/bounded-cache.ts';
import { PrincipalAbilities } from '../src/principal-abilities.ts';
import { alice, allow, document, here, principal, request } from './policy-under-test.ts';

const actions = ['kms:cmk:get'];

function abilitiesOf(capacity?: number): PrincipalAbilities {
  const rules = [
    allow(['role:a'], actions, 'all'),
    allow(['role:c'], actions, 'all'),
    allow(['group:a'], actions, 'all'),
    ...Array.from({ length: 40 }, (_, number) => allow([`user:u${number}`], actions, 'all')),
  ];
  return new PrincipalAbilities(loadPolicyDocuments([document('test', rules)]), here, capacity);
}

describe('an ability', () => {
  test('is shared by principals between whom the policy makes no difference', () => {
    const abilities = abilitiesOf();
    const withRole = abilities.of(principal('user:x', ['a', 'unheard-of']));
    expect(abilities.of(principal('service:y', ['b', 'a', 'a'], ['other']))).toBe(withRole);
    expect(abilities.of(principal('user:x', [], ['a']))).not.toBe(withRole);
    expect(abilities.of(principal('user:x', ['a', 'c']))).toBe(abilities.of(principal('user:y', ['c', 'a'])));
    expect(abilities.of(principal('user:x', ['a', 'c']))).not.toBe(withRole);
    expect(abilities.of(principal('user:u1', ['a']))).not.toBe(withRole);
    expect(abilities.of(principal('user:nobody'))).toBe(abilities.of(alice));
  });

  test('is found again for the same principal', () => {
    const abilities = abilitiesOf();
    const one = principal('user:u1', ['a']);
    expect(abilities.of(one)).toBe(abilities.of(one));
    expect(abilities.of(one)).toBe(abilities.of(principal('user:u1', ['a'])));
  });

  test('decides as before after it had to be made again', () => {
    const abilities = abilitiesOf(6);
    const principals = Array.from({ length: 40 }, (_, number) => principal(`user:u${number}`));
    const first = principals.map((each) => abilities.of(each));
    expect(abilities.of(principals[0] ?? alice)).not.toBe(first[0]);
    for (const each of principals) {
      expect(abilities.of(each).decide(request({ action: 'kms:cmk:get', principal: each })).effect).toBe('allow');
    }
  });
});

describe('the cache of abilities', () => {
  const cacheOf = (capacity: number): BoundedCache<number> => new BoundedCache(capacity, (weight) => weight);

  test('keeps no more than its capacity, by weight', () => {
    const cache = cacheOf(10);
    for (let number = 0; number < 100; number += 1) cache.slot(`${number}`, () => 3);
    expect(cache.size).toBe(3);
    cache.slot('heavy', () => 9);
    expect(cache.size).toBe(1);
  });

  test('keeps the newest, even if it alone is too heavy', () => {
    const cache = cacheOf(10);
    expect(cache.slot('heavy', () => 1_000).value).toBe(1_000);
    expect(cache.slot('heavy', () => 0).value).toBe(1_000);
    cache.slot('light', () => 1);
    expect(cache.slot('heavy', () => 2).value).toBe(2);
  });

  test('gives what was used a second chance, and empties the slot of what goes', () => {
    const cache = cacheOf(3);
    const slots = ['a', 'b', 'c'].map((name) => cache.slot(name, () => 1));
    cache.slot('a', () => 0);
    cache.slot('d', () => 1);
    expect(slots.map(({ value }) => value)).toEqual([1, undefined, 1]);
    cache.slot('e', () => 1);
    expect(slots.map(({ value }) => value)).toEqual([1, undefined, undefined]);
  });

  test('ends its search when everything was used', () => {
    const cache = cacheOf(3);
    for (const name of ['a', 'b', 'c', 'a', 'b', 'c', 'd']) cache.slot(name, () => 1);
    expect(cache.size).toBe(3);
  });
});
