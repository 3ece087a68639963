import { describe, expect, test } from 'vitest';
import {
  alice,
  allow,
  compile,
  decide,
  deny,
  document,
  key,
  keyA,
  keyB,
  policyOf,
  principal,
  request,
  tags,
  unknownKey,
} from './policy-under-test.ts';

const decrypt = ['kms:cmk:decryptData'];
const encrypt = ['kms:cmk:encryptData'];

describe('a decision', () => {
  test('names the rule and its reason, and is a constant', async () => {
    const policy = await policyOf(
      allow(['user:alice'], decrypt, 'all', { reason: 'Alice may do this' }),
      deny(['user:bob'], decrypt, 'all', { reason: 'Bob may not do this' }),
    );
    const allowed = policy.decide(request());
    expect(allowed).toEqual({ effect: 'allow', kind: 'explicit', rule: 'test/rule-1', reason: 'Alice may do this' });
    const denied = policy.decide(request({ principal: principal('user:bob') }));
    expect(denied).toEqual({ effect: 'deny', kind: 'explicit', rule: 'test/rule-2', reason: 'Bob may not do this' });
    expect(policy.decide(request({ principal: principal('user:carol') }))).toEqual({
      effect: 'deny',
      kind: 'default',
      reason: 'No rule allows this.',
    });
    expect(policy.decide(request())).toBe(allowed);
    expect(Object.isFrozen(allowed)).toBe(true);
    expect(Object.isFrozen(denied)).toBe(true);
  });

  test('is no without any rule, and for actions that do not exist', async () => {
    expect(decide(await compile())).toBe('deny default');
    const policy = await policyOf(allow('all', decrypt, 'all'));
    for (const action of ['', 'all', 'manage', '\0any action', 'kms:cmk:*', 'kms:cmk:decryptdata', '__proto__']) {
      expect(decide(policy, { action })).toBe('deny default');
    }
  });

  test('is for the actions named and no other', async () => {
    const policy = await policyOf(allow(['user:alice'], decrypt, 'all'));
    expect(decide(policy)).toBe('allow test/rule-1');
    expect(decide(policy, { action: 'kms:cmk:encryptData' })).toBe('deny default');
  });

  test('without a key comes from rules for all keys', async () => {
    const policy = await policyOf(
      allow('all', ['kms::generateRandom'], 'all'),
      deny(['user:bob'], ['kms::generateRandom'], 'all'),
    );
    const random = { action: 'kms::generateRandom', key: undefined };
    expect(decide(policy, random)).toBe('allow test/rule-1');
    expect(decide(policy, { ...random, principal: principal('user:bob') })).toBe('deny explicit test/rule-2');
  });
});

describe('who', () => {
  test.each([
    ['user:alice', principal('user:alice'), true],
    ['user:alice', principal('user:alicia'), false],
    ['user:alice', principal('service:alice'), false],
    ['service:obs', principal('service:obs'), true],
    ['role-session:build/7', principal('role-session:build/7'), true],
    ['role:payments', principal('user:x', ['other', 'payments']), true],
    ['role:payments', principal('user:x', [], ['payments']), false],
    ['group:ops', principal('user:x', [], ['ops']), true],
    ['group:ops', principal('user:x', ['ops']), false],
    ['role:payments', principal('user:payments'), false],
  ])('%s is %o: %s', async (name, who, isMeant) => {
    const policy = await policyOf(allow([name], decrypt, 'all'));
    expect(decide(policy, { principal: who })).toBe(isMeant ? 'allow test/rule-1' : 'deny default');
  });

  test('may name one principal in several ways', async () => {
    const policy = await policyOf(allow(['user:alice', 'role:a', 'group:b'], decrypt, 'all'));
    expect(decide(policy, { principal: principal('user:alice', ['a'], ['b']) })).toBe('allow test/rule-1');
  });

  test('is everybody but the exceptions, for a deny', async () => {
    const policy = await policyOf(
      allow('all', decrypt, 'all'),
      deny('all', decrypt, 'all', { except: ['role:custodian', 'user:alice'] }),
      deny(['group:ops'], decrypt, 'all', { except: ['user:root'] }),
    );
    expect(decide(policy)).toBe('allow test/rule-1');
    expect(decide(policy, { principal: principal('user:x', ['custodian']) })).toBe('allow test/rule-1');
    expect(decide(policy, { principal: principal('user:x') })).toBe('deny explicit test/rule-2');
    expect(decide(policy, { principal: principal('user:alice', [], ['ops']) })).toBe('deny explicit test/rule-3');
    expect(decide(policy, { principal: principal('user:root', ['custodian'], ['ops']) })).toBe('allow test/rule-1');
  });

  test('that is malformed is an error of its own, not somebody else', async () => {
    const policy = await policyOf(allow(['role:admin', 'user:alice'], decrypt, 'all'));
    for (const wrong of [
      { ...alice, roles: 'admin' },
      { ...alice, roles: [['admin']] },
      { ...alice, groups: undefined },
      { ...alice, id: ['user:alice'] },
    ]) {
      expect(() => decide(policy, { principal: wrong as never })).toThrow('A principal is an id');
    }
  });
});

describe('keys', () => {
  test.each([
    [keyA, key(), true],
    [keyA, key({ id: keyB }), false],
    ['alias/a', key({ aliases: ['alias/0', 'alias/a'] }), true],
    ['alias/a', key({ aliases: ['alias/ab', 'alias/a/b'] }), false],
    ['alias/a/*', key({ aliases: ['alias/a/b'] }), true],
    ['alias/a/*', key({ aliases: ['alias/a'] }), false],
    ['alias/a/*', key({ aliases: ['alias/a/'] }), false],
    ['alias/a/*', key({ aliases: ['alias/a/b/c'] }), false],
    ['alias/a/*', key({ aliases: ['alias/ab/c'] }), false],
    ['alias/a/**', key({ aliases: ['alias/a/b/c'] }), true],
    ['alias/a/**', key({ aliases: ['alias/a'] }), false],
    ['alias/a/**', key({ aliases: ['alias/a/'] }), false],
    ['alias/a/**', key({ aliases: ['alias/ab/c'] }), false],
    [`kms:eu-de-ring0:d-1:KeyId:${keyA}`, key(), true],
    [`kms:eu-de-ring0:d-2:KeyId:${keyA}`, key(), false],
    [`kms:eu-de-ring1:d-1:KeyId:${keyA}`, key(), false],
    ['kms:eu-de-ring0:d-1:alias:a', key({ aliases: ['alias/a'] }), true],
    ['kms:eu-de-ring0:d-2:alias:a', key({ aliases: ['alias/a'] }), false],
    [{ tags: { env: 'prod' } }, key({ tags: tags({ env: 'prod' }) }), true],
    [{ tags: { env: 'prod' } }, key({ tags: tags({ env: 'dev' }) }), false],
    [{ tags: { env: 'prod' } }, key(), false],
    [{ tags: { env: ['dev', 'prod'] } }, key({ tags: tags({ env: 'prod' }) }), true],
    [{ tags: { env: 'prod', team: 'x' } }, key({ tags: tags({ env: 'prod' }) }), false],
    [{ tags: { env: 'prod', team: 'x' } }, key({ tags: tags({ env: 'prod', team: 'x' }) }), true],
    [{ keySpec: ['AES_256', 'HMAC_256'] }, key(), true],
    [{ keySpec: 'HMAC_256' }, key(), false],
    [{ keyUsage: 'SIGN_VERIFY' }, key(), false],
    [{ origin: 'kms', keyUsage: 'ENCRYPT_DECRYPT' }, key(), true],
    [{ origin: 'external', tags: { env: 'prod' } }, key({ tags: tags({ env: 'prod' }) }), false],
  ])('%o are %o: %s', async (selector, view, isMeant) => {
    const policy = await policyOf(
      allow('all', decrypt, [selector]),
      deny('all', encrypt, [selector]),
      allow('all', encrypt, 'all'),
    );
    expect(decide(policy, { key: view })).toBe(isMeant ? 'allow test/rule-1' : 'deny default');
    expect(decide(policy, { key: view, action: 'kms:cmk:encryptData' })).toBe(
      isMeant ? 'deny explicit test/rule-2' : 'allow test/rule-3',
    );
  });

  test('are those of any selector', async () => {
    const policy = await policyOf(allow('all', decrypt, [keyB, 'alias/x/*', { tags: { env: 'prod' } }, keyA]));
    expect(decide(policy)).toBe('allow test/rule-1');
    expect(decide(policy, { key: key({ id: keyB }) })).toBe('allow test/rule-1');
  });
});

describe('deny', () => {
  test('wins over every allow, whatever each of them names', async () => {
    for (const denied of [[keyA], ['alias/a'], ['alias/*'.replace('*', 'b/*')], [{ tags: { env: 'prod' } }], 'all']) {
      for (const allowed of [[keyA], ['alias/a'], ['alias/b/**'], [{ tags: { env: 'prod' } }], 'all']) {
        const policy = await policyOf(deny('all', decrypt, denied), allow('all', decrypt, allowed));
        const view = key({ aliases: ['alias/a', 'alias/b/c'], tags: tags({ env: 'prod' }) });
        expect(decide(policy, { key: view })).toBe('deny explicit test/rule-1');
      }
    }
  });

  test('also holds for the name that the caller used, though it leads elsewhere', async () => {
    for (const [denied, asked] of [
      ['alias/a', 'alias/a'],
      ['alias/a/*', 'alias/a/b'],
      ['alias/a/**', 'alias/a/b/c'],
      [keyB, keyB],
      ['kms:eu-de-ring0:d-1:alias:a', 'alias/a'],
    ] as const) {
      const policy = await policyOf(deny('all', decrypt, [denied]), allow('all', decrypt, [keyA]));
      expect(decide(policy, { asked })).toBe('deny explicit test/rule-1');
      expect(decide(policy, { asked: 'alias/other' })).toBe('allow test/rule-2');
    }
  });

  test('is the only one that holds for it: an allow rests on the key alone', async () => {
    for (const [allowed, asked] of [
      ['alias/a', 'alias/a'],
      ['alias/a/*', 'alias/a/b'],
      [keyB, keyB],
    ] as const) {
      const policy = await policyOf(allow('all', decrypt, [allowed]));
      expect(decide(policy, { asked })).toBe('deny default');
    }
  });
});

describe('what is unknown', () => {
  test.each([
    ['the id', [keyA], unknownKey({ aliases: ['alias/a'], tags: tags({}) })],
    ['the aliases', ['alias/a'], unknownKey({ id: keyA, tags: tags({}) })],
    ['the aliases, for a pattern', ['alias/a/**'], unknownKey({ id: keyA, tags: tags({}) })],
    ['the tags', [{ tags: { env: 'prod' } }], unknownKey({ id: keyA, aliases: [] })],
    ['the key spec', [{ keySpec: 'AES_256' }], unknownKey({ id: keyA })],
    ['the key usage', [{ keyUsage: 'SIGN_VERIFY' }], unknownKey({ id: keyA })],
    ['the origin', [{ origin: 'kms' }], unknownKey({ id: keyA })],
    ['half of what is asked', [{ tags: { env: 'prod' }, origin: 'kms' }], unknownKey({ tags: tags({ env: 'prod' }) })],
    ['one selector of two', [keyA, 'alias/a'], unknownKey({ id: keyB })],
  ])('gives no allow, and does not free from a deny: %s', async (_name, keys, view) => {
    const policy = await policyOf(
      allow('all', decrypt, keys),
      deny('all', encrypt, keys),
      allow('all', encrypt, 'all'),
    );
    expect(decide(policy, { key: view })).toBe('deny default');
    const denied = policy.decide(request({ key: view, action: 'kms:cmk:encryptData' }));
    expect(denied).toEqual({ effect: 'deny', kind: 'unknown', rule: 'test/rule-2', reason: 'Because of test' });
  });

  test.each([
    ['id', [keyA]],
    ['aliases', ['alias/a']],
    ['tags', [{ tags: { env: 'prod' } }]],
    ['keySpec', [{ keySpec: 'RSA_2048' }]],
    ['keyUsage', [{ keyUsage: 'SIGN_VERIFY' }]],
    ['origin', [{ origin: 'external' }]],
    ['origin', [{ origin: 'external', tags: { env: 'prod' } }]],
  ])('may be a single member, %s', async (member, keys) => {
    const all = key({ tags: tags({ env: 'prod' }) });
    const rest = Object.fromEntries(Object.entries(all).filter(([name]) => name !== member));
    const policy = await policyOf(allow('all', decrypt, 'all'), deny('all', decrypt, keys));
    expect(decide(policy, { key: unknownKey(rest) })).toBe('deny unknown test/rule-2');
  });

  test('does not count where the rest decides', async () => {
    const policy = await policyOf(
      allow('all', decrypt, [keyB, 'alias/a']),
      deny('all', decrypt, [{ tags: { env: 'prod' }, origin: 'kms' }]),
    );
    const view = unknownKey({ aliases: ['alias/a'], tags: tags({ env: 'dev' }) });
    expect(decide(policy, { key: view })).toBe('allow test/rule-1');
  });

  test('is less than an explicit deny', async () => {
    const policy = await policyOf(deny('all', decrypt, [keyA]), deny('all', decrypt, ['alias/a']));
    expect(decide(policy, { key: unknownKey({ aliases: ['alias/a'] }) })).toBe('deny explicit test/rule-2');
  });

  test('includes everything of a key that does not exist: it is decided by the name alone', async () => {
    const policy = await policyOf(
      allow(['user:alice'], decrypt, 'all'),
      allow(['user:bob'], decrypt, ['alias/a']),
      deny(['user:carol'], decrypt, [keyB]),
      allow(['user:carol'], decrypt, 'all'),
    );
    const missing = { key: unknownKey(), asked: 'alias/a' };
    expect(decide(policy, missing)).toBe('allow test/rule-1');
    expect(decide(policy, { ...missing, principal: principal('user:bob') })).toBe('deny default');
    expect(decide(policy, { ...missing, principal: principal('user:carol') })).toBe('deny unknown test/rule-3');
  });

  test('is what a key that is being made has for an id', async () => {
    const create = ['kms:cmk:create'];
    const policy = await policyOf(allow('all', create, ['alias/a/**']), deny('all', create, [{ keySpec: 'RSA_2048' }]));
    const made = { aliases: ['alias/a/b'], tags: tags({}), keyUsage: 'ENCRYPT_DECRYPT', origin: 'kms' } as const;
    const ask = (view: object): string => decide(policy, { action: 'kms:cmk:create', key: unknownKey(view) });
    expect(ask({ ...made, keySpec: 'AES_256' })).toBe('allow test/rule-1');
    expect(ask({ ...made, keySpec: 'RSA_2048' })).toBe('deny explicit test/rule-2');
    expect(ask({ ...made, keySpec: 'AES_256', aliases: [] })).toBe('deny default');
  });
});

test.each([
  ['the principal', (roles: string[]) => ({ ...alice, roles: Object.freeze(roles) })],
  ['its roles', (roles: string[]) => Object.freeze({ ...alice, roles })],
])('a principal is looked up again when %s can change', async (_name, make) => {
  const policy = await policyOf(allow(['role:admin'], decrypt, 'all'));
  const who = make(['admin']);
  expect(decide(policy, { principal: who })).toBe('allow test/rule-1');
  if (Object.isFrozen(who)) (who.roles as string[]).pop();
  else Object.assign(who, { roles: [] });
  expect(decide(policy, { principal: who })).toBe('deny default');
});

test('the first rule by name is told, whoever it names', async () => {
  const policy = await policyOf(
    allow('all', decrypt, 'all', { id: 'c' }),
    allow(['group:g'], decrypt, 'all', { id: 'a' }),
    allow(['role:r'], decrypt, 'all', { id: 'b' }),
  );
  expect(decide(policy, { principal: principal('user:x', ['r'], ['g']) })).toBe('allow test/a');
  expect(decide(policy, { principal: principal('user:x', ['r']) })).toBe('allow test/b');
});

test('the first rule by name is told, of those that say the same of a key for the same cause', async () => {
  const rules = ['b', 'c', 'a'].map((id) => deny('all', decrypt, 'all', { id }));
  expect(decide(await compile(document('z', rules), document('y', rules)))).toBe('deny explicit y/a');
});
