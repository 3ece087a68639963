import type { AuthorizationRequest, KeyId, KeyView, Principal } from '@chatelaine/core';
import fc from 'fast-check';
import { here, principal, tags, type WrittenRule } from './policy-under-test.ts';

/** A world so small that rules and questions meet often. */
export const worldActions: readonly string[] = ['kms:cmk:get', 'kms:cmk:encryptData', 'kms:cmk:decryptData'];
export const worldKeyIds: readonly KeyId[] = ['1', '2', '3', '4'].map(
  (digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000` as KeyId,
);
const aliases = [
  'alias/a',
  'alias/a/b',
  'alias/a/b/c',
  'alias/a/c',
  'alias/ab',
  'alias/d',
  'alias/d/e',
  'alias/d/alias/a/b',
];
const tagValues = { env: ['prod', 'dev', 'stage'], team: ['x', 'y'], 'cost.center': ['1'] };

const urn = (kind: string, name: string): fc.Arbitrary<string> =>
  fc.constantFrom(here.region, 'elsewhere').map((region) => `kms:${region}:${here.domainId}:${kind}:${name}`);
const some = <Value>(values: readonly Value[], maxLength = 3): fc.Arbitrary<Value[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength });

const identifier = fc.oneof(
  fc.constantFrom(...worldKeyIds),
  fc.constantFrom(...aliases),
  fc.constantFrom(...worldKeyIds).chain((id) => urn('KeyId', id)),
  fc.constantFrom(...aliases).chain((alias) => urn('alias', alias.slice('alias/'.length))),
);
const pattern = fc
  .tuple(fc.constantFrom('alias/a', 'alias/a/b', 'alias/d'), fc.constantFrom('*', '**'))
  .map(([prefix, stars]) => `${prefix}/${stars}`);
const attributes = fc
  .record(
    {
      tags: fc
        .record(
          { env: some(tagValues.env), team: fc.constantFrom(...tagValues.team), 'cost.center': fc.constant('1') },
          { requiredKeys: [] },
        )
        .filter((members) => Object.keys(members).length > 0),
      keySpec: some(['AES_256', 'RSA_2048']),
      keyUsage: fc.constantFrom('ENCRYPT_DECRYPT', 'SIGN_VERIFY'),
      origin: fc.constantFrom('kms', 'external'),
    },
    { requiredKeys: [] },
  )
  .filter((members) => Object.keys(members).length > 0)
  .map((members) => JSON.parse(JSON.stringify(members)) as object);

const selectors = fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: identifier }, pattern, attributes), {
  minLength: 1,
  maxLength: 3,
  selector: (each) => JSON.stringify(each),
});
const principalName = fc.constantFrom('user:1', 'user:2', 'service:1', 'role:r', 'role:s', 'group:g', 'group:h');

export const writtenRule: fc.Arbitrary<WrittenRule> = fc
  .record({
    effect: fc.constantFrom('allow', 'allow', 'deny'),
    who: fc.oneof(fc.constant('all'), fc.uniqueArray(principalName, { minLength: 1, maxLength: 3 })),
    except: fc.option(fc.uniqueArray(principalName, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    actions: some(worldActions, 2),
    keys: fc.oneof({ weight: 1, arbitrary: fc.constant('all') }, { weight: 8, arbitrary: selectors }),
  })
  .map(
    ({ except, ...rule }) =>
      (rule.effect === 'deny' && except !== undefined ? { ...rule, except } : rule) as WrittenRule,
  );

export const somebody: fc.Arbitrary<Principal> = fc
  .tuple(
    fc.constantFrom('user:1', 'user:2', 'user:3', 'service:1'),
    fc.subarray(['r', 's', 't']),
    fc.subarray(['g', 'h']),
  )
  .map(([id, roles, groups]) => principal(id, roles, groups));

const facts = {
  id: fc.constantFrom(...worldKeyIds),
  aliases: fc.subarray(aliases, { maxLength: 3 }),
  tags: fc
    .record(
      {
        env: fc.constantFrom(...tagValues.env),
        team: fc.constantFrom(...tagValues.team),
        'cost.center': fc.constant('1'),
      },
      { requiredKeys: [] },
    )
    .map((pairs) => tags({ ...pairs })),
  keySpec: fc.constantFrom('AES_256', 'RSA_2048'),
  keyUsage: fc.constantFrom('ENCRYPT_DECRYPT', 'SIGN_VERIFY'),
  origin: fc.constantFrom('kms', 'external'),
};

/** Of which all is known. */
export const knownKey: fc.Arbitrary<KeyView> = fc.record(facts).map((members) => ({ ...here, ...members }));
/** Of which anything may be unknown. */
export const anyKey: fc.Arbitrary<KeyView> = fc
  .record(facts, { requiredKeys: [] })
  .map((members) => ({ ...here, ...members }));

export const question: fc.Arbitrary<AuthorizationRequest> = fc.record({
  action: fc.constantFrom(...worldActions),
  principal: somebody,
  context: fc.constant({}),
  now: fc.constant(0),
  key: fc.oneof(
    { weight: 6, arbitrary: knownKey },
    { weight: 4, arbitrary: anyKey },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  asked: fc.oneof(fc.constant(undefined), fc.constantFrom(...worldKeyIds, ...aliases)),
  encryptionContext: fc.constant(undefined),
  facts: fc.constant(undefined),
});
