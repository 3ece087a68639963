import { openTestVault } from '@chatelaine/conformance';
import type { PrincipalInput, Vault } from '@chatelaine/vault';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inheriting } from './support/requests.ts';

let vault: Vault;

beforeAll(async () => {
  vault = await openTestVault();
});

afterAll(() => vault.close());

const as = (principal: unknown, context?: unknown) => () => vault.as(principal as PrincipalInput, context as never);
const refused = expect.objectContaining({ code: 'InvalidPrincipal' }) as Error;
const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `name-${index}`);
const id = 'user:alice';

describe('requirement 23: a principal', () => {
  test.each([
    ['null', null],
    ['undefined', undefined],
    ['text', 'user:alice'],
    ['a list', ['user:alice']],
    ['nothing', {}],
    ['no id', { roles: [] }],
    ['an inherited id', inheriting({ id })],
    ['an id that is no text', { id: 7 }],
    ['an id of text and a line feed', { id: 'user:alice\n' }],
    ['an id without a kind', { id: 'alice' }],
    ['an id of a kind in upper case', { id: 'User:alice' }],
    ['an id of an unknown kind', { id: 'group:alice' }],
    ['an empty name', { id: 'user:' }],
    ['a name of 129 characters', { id: `user:${'a'.repeat(129)}` }],
    ['a name with a space', { id: 'user:a b' }],
    ['a name with a colon', { id: 'user:a:b' }],
    ['a name with a Cyrillic letter', { id: 'user:\u0430lice' }],
    ['a name with a wildcard', { id: 'user:*' }],
    ['the id of a service', { id: 'service:obs' }],
    ['the id of the host', { id: 'host' }],
    ['an unknown member', { id, role: 'admin' }],
    ['a member __proto__ of its own', JSON.parse('{ "id": "user:alice", "__proto__": { "roles": ["admin"] } }')],
    ['roles that are text', { id, roles: 'admin' }],
    ['roles that are null', { id, roles: null }],
    ['roles that are a set', { id, roles: new Set(['admin']) }],
    ['a role that is no text', { id, roles: [7] }],
    ['a role that is missing in the list', { id, roles: Array(2) }],
    ['a role with a space', { id, roles: ['a b'] }],
    ['257 roles', { id, roles: many(257) }],
    ['groups that are an object', { id, groups: { 0: 'a', length: 1 } }],
    ['257 groups', { id, groups: many(257) }],
    ['attributes that are a list', { id, attributes: ['t-17'] }],
    ['attributes that are an empty list', { id, attributes: [] }],
    ['attributes that are a map', { id, attributes: new Map([['tenant', 't-17']]) }],
    ['attributes that are text', { id, attributes: 'tenant' }],
    ['attributes that are null', { id, attributes: null }],
    ['attributes that are inherited', { id, attributes: inheriting({ tenant: 't-17' }) }],
    ['an attribute that is no text', { id, attributes: { tenant: 17 } }],
    ['an attribute of 1,025 characters', { id, attributes: { tenant: 'a'.repeat(1_025) } }],
    ['an attribute with a malformed name', { id, attributes: { 'a b': 'x' } }],
    ['65 attributes', { id, attributes: Object.fromEntries(many(65).map((name) => [name, 'x'])) }],
  ])('with %s is refused', (_what, principal) => {
    expect(as(principal)).toThrow(refused);
  });

  test.each([
    ['text', 'here'],
    ['null', null],
    ['a list', []],
    ['an unknown member', { ip: '10.1.2.3' }],
    ['a source that is text', { source: '10.1.2.3' }],
    ['a source with an unknown member', { source: { host: 'x' } }],
    ['an address that is none', { source: { ip: '10.1.2.300' } }],
    ['an address with a line feed', { source: { ip: '10.1.2.3\n' } }],
    ['an address that is no text', { source: { ip: 7 } }],
    ['an age that is negative', { mfa: { ageSeconds: -1 } }],
    ['an age that is infinite', { mfa: { ageSeconds: Infinity } }],
    ['an age that is text', { mfa: { ageSeconds: '5' } }],
    ['a second factor without an age', { mfa: {} }],
    ['approvals that are an object', { approvals: {} }],
    ['65 approvals', { approvals: many(65).map((name) => ({ id: `user:${name}`, roles: [] })) }],
    ['an approval that is text', { approvals: ['user:bob'] }],
    ['an approval that is missing in the list', { approvals: Array(1) }],
    ['an approval with a malformed id', { approvals: [{ id: 'bob', roles: [] }] }],
    ['an approval with a malformed role', { approvals: [{ id: 'user:bob', roles: ['a b'] }] }],
  ])('with a request context of %s is refused', (_what, context) => {
    expect(as({ id }, context)).toThrow(refused);
  });

  test.each([
    [{ id: `user:${'a'.repeat(128)}` }],
    [{ id: 'role-session:ops/2026@host.example_1' }],
    [
      {
        id,
        roles: many(256),
        groups: many(256),
        attributes: Object.fromEntries(many(64).map((name) => [name, 'a'.repeat(1_024)])),
      },
    ],
    [{ id, roles: undefined, attributes: { __proto__: null, tenant: 't-17' } }],
  ])('that is sound is taken', (principal) => {
    expect(as(principal)).not.toThrow();
    expect(
      as(principal, { source: { ip: '::1' }, mfa: { ageSeconds: 0 }, approvals: [{ id: 'user:bob', roles: [] }] }),
    ).not.toThrow();
  });

  test('gives its operations to nobody else: a method without its caller does nothing', async () => {
    const kms = vault.as({ id });
    const { listKeys } = kms;
    await expect(listKeys.call(undefined as never)).rejects.toThrow(TypeError);
    expect(Object.keys(kms)).toEqual([]);
  });
});
