import { readdirSync, readFileSync } from 'node:fs';
import { type KeyView, VaultError } from '@chatelaine/core';
import { afterEach, describe, expect, test } from 'vitest';
import {
  alice,
  allow,
  authorizer,
  compile,
  decide,
  deny,
  document,
  key,
  keyA,
  keyB,
  policyOf,
  request,
  tags,
  unknownKey,
  type WrittenRule,
} from './policy-under-test.ts';

const decrypt = ['kms:cmk:decryptData'];

async function isRefused(rule: WrittenRule): Promise<boolean> {
  try {
    await policyOf(rule);
    return false;
  } catch (error) {
    return VaultError.is(error, 'InvalidPolicy');
  }
}

/** A view as a plugin or a bug might make it, in spite of its type. */
const view = (facts: object): KeyView => ({ ...key(), ...facts });

describe('traps of CASL that let callers through, each of which is closed here:', () => {
  test('1. a subject that is a type instead of an object skips conditions', async () => {
    const policy = await policyOf(allow('all', decrypt, [keyA]));
    for (const subject of ['key', 'any key', 'doubtful key', keyA, '\0any subject', 'all']) {
      expect(decide(policy, { key: subject as never })).toBe('deny default');
      expect(decide(policy, { key: key({ id: subject as never }) })).toBe(
        subject === keyA ? 'allow test/rule-1' : 'deny default',
      );
      expect(decide(policy, { key: key({ id: keyB }), asked: subject })).toBe('deny default');
    }
  });

  test('2. a rule for everything skips conditions when there is no subject', async () => {
    const policy = await policyOf(allow('all', decrypt, [{ tags: { env: 'dev' } }]), allow('all', decrypt, [keyA]));
    expect(decide(policy, { key: undefined })).toBe('deny default');
    for (const subject of ['', false, 0]) expect(decide(policy, { key: subject as never })).toBe('deny default');
    expect(() => decide(policy, { key: null as never })).toThrow(TypeError);
  });

  test('2b. a deny is not evaded by having no subject', async () => {
    const policy = await policyOf(allow('all', decrypt, 'all'), deny('all', decrypt, [keyA]));
    expect(decide(policy, { key: undefined })).toBe('deny unknown test/rule-2');
  });

  test('3. an object names its own subject type', async () => {
    const policy = await policyOf(allow('all', decrypt, [keyA]), allow('all', decrypt, [{ tags: { env: 'dev' } }]));
    for (const forged of [keyA, 'any key', 'tag\0env\0dev', 'public', '\0any subject']) {
      const own = { __caslSubjectType__: forged, kind: forged, __typename: forged };
      expect(decide(policy, { key: view({ ...own, id: keyB }) })).toBe('deny default');
      expect(decide(policy, { key: key({ id: keyB, tags: tags(own) }) })).toBe('deny default');
      expect(decide(policy, { key: key({ id: keyB }), principal: { ...alice, attributes: own } })).toBe('deny default');
    }
  });

  test.each([
    ['4. an operator that does not exist makes a deny inert', [{ alias: { $glob: 'alias/*' } }]],
    ['4b. in tags too', [{ tags: { env: { $glob: 'p*' } } }]],
    ['5. $or and $not make a deny inert', [{ $or: [{ tags: { env: 'prod' } }] }]],
    ['5b. in tags too', [{ tags: { $not: { env: 'prod' } } }]],
    ['6. a nested object makes a deny inert', [{ tags: { env: { name: 'prod' } } }]],
    ['6b. a misspelt attribute makes a deny inert', [{ keyid: keyA }]],
    ['6c. a list where one value belongs makes a deny inert', [[keyA, keyB]]],
    [
      '7. a mixture of operators and values throws only at the first decision',
      [{ tags: { env: { $glob: 'p*', $ne: 'x' } } }],
    ],
    ['9. a bare negation allows what is missing', [{ region: { $ne: 'us' } }]],
    ['15. a regular expression takes time that doubles with each character', [{ $regex: '^alias/(a+)+$' }]],
    ['15b. and so does one in place of an alias', ['^alias/(a+)+$']],
  ])('%s: it is refused when the policy is loaded', async (_name, keys) => {
    expect(await isRefused(deny('all', decrypt, keys))).toBe(true);
  });

  test.each([
    ['8. a comparison holds for what is missing', { when: { mfaAge: { $lt: 300 } } }],
    ['10. condition instead of conditions makes an allow unconditional', { condition: { keyId: keyA } }],
    ['10b. an empty member makes an allow unconditional', { conditions: null }],
    ['10c. invert instead of inverted turns a deny into an allow', { invert: true }],
    ['10d. an empty subject makes a rule one for everything', { subject: null, keys: null }],
    ['10e. fields are compared only when the caller names one', { fields: ['tags'] }],
  ])('%s: it is refused when the policy is loaded', async (_name, more) => {
    expect(await isRefused(allow('all', decrypt, [keyA], more))).toBe(true);
  });

  test('10f. the rule without the misspelt member is taken, so the member is the cause', async () => {
    expect(await isRefused(allow('all', decrypt, [keyA]))).toBe(false);
  });

  test('11. a deny that is listed before an allow loses', async () => {
    const no = deny('all', decrypt, [keyA], { id: 'no' });
    const yes = allow('all', decrypt, [keyA], { id: 'yes' });
    for (const rules of [
      [no, yes],
      [yes, no],
    ]) {
      expect(decide(await policyOf(...rules))).toBe('deny explicit test/no');
    }
    for (const [first, second] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      expect(decide(await compile(document(first, [no]), document(second, [yes])))).toBe(`deny explicit ${first}/no`);
    }
  });

  test('12. a value that is no text is compared as if it were', async () => {
    const posing = [
      /^.*$/,
      [keyA],
      ['alias/a'],
      { toJSON: () => keyA, toString: () => keyA },
      new String(keyA),
      7,
      null,
    ];
    const cases = posing.flatMap((value) => [
      [keyA, { id: value }],
      ['alias/a', { aliases: [value] }],
      ['alias/b/**', { aliases: ['alias/c', value] }],
      [{ tags: { env: 'prod' } }, { tags: { env: value } }],
      [{ tags: { env: 'prod', team: 'x' } }, { tags: { env: 'prod', team: value } }],
      [{ keySpec: 'AES_256' }, { keySpec: value }],
      [
        { tags: { env: 'prod' }, origin: 'kms' },
        { tags: { env: 'prod' }, origin: value },
      ],
    ]);
    for (const [selector, strange] of cases) {
      const strangeKey = view(strange as object);
      expect(decide(await policyOf(allow('all', decrypt, [selector])), { key: strangeKey })).toBe('deny default');
      for (const allowed of ['all', [selector], [{ tags: { env: 'prod' } }]]) {
        const denies = await policyOf(allow('all', decrypt, allowed), deny('all', decrypt, [selector]));
        expect(decide(denies, { key: strangeKey })).toMatch(/^deny (unknown test\/rule-2|default)$/);
      }
      const denies = await policyOf(allow('all', decrypt, 'all'), deny('all', decrypt, [selector]));
      expect(decide(denies, { key: strangeKey })).toBe('deny unknown test/rule-2');
    }
  });

  test.each([['alias/a'], [{ 0: 'alias/a', length: 1 }], [new Set(['alias/a'])]])(
    '12b. %o are no aliases',
    async (aliases) => {
      const policy = await policyOf(allow('all', decrypt, 'all'), deny('all', decrypt, ['alias/a']));
      expect(decide(policy, { key: view({ aliases }) })).toBe('deny unknown test/rule-2');
      expect(decide(await policyOf(allow('all', decrypt, ['alias/a'])), { key: view({ aliases }) })).toBe(
        'deny default',
      );
    },
  );

  test('12c. a deny that is in doubt beats an allow that stands beside it, and an explicit one stays explicit', async () => {
    const doubted = deny('all', decrypt, [{ tags: { env: 'prod', team: 'x' } }]);
    const strange = { key: view({ tags: { env: 'prod', team: 7 } }) };
    const beside = await policyOf(allow('all', decrypt, [{ tags: { env: 'prod' } }]), doubted);
    expect(decide(beside, strange)).toBe('deny unknown test/rule-2');
    expect(decide(await policyOf(deny('all', decrypt, [keyA]), doubted), strange)).toBe('deny explicit test/rule-1');
  });

  test('14. a condition that is changed after the policy was loaded changes the rule', async () => {
    const written = { ...document('test', [allow('all', decrypt, [keyB])]) };
    const documents = [written];
    const policy = await authorizer().compile(documents);
    written.text = document('test', [allow('all', decrypt, 'all')]).text;
    documents.pop();
    expect(decide(policy)).toBe('deny default');
    const decision = policy.decide(request());
    expect(() => Object.assign(decision, { effect: 'allow' })).toThrow(TypeError);
  });

  test('15c. a pattern that many letters nearly fit takes no more time than one that they fit', async () => {
    const almost = `alias/${'a'.repeat(28)}!`;
    const policy = await policyOf(allow('all', decrypt, ['alias/a/*']));
    expect(decide(policy, { key: view({ aliases: [almost] }) })).toBe('deny default');
  });

  test('16. the name of a tag with a dot is taken for a path', async () => {
    const policy = await policyOf(allow('all', decrypt, [{ tags: { 'cost.center': '42' } }]));
    expect(decide(policy, { key: key({ tags: tags({ 'cost.center': '42' }) }) })).toBe('allow test/rule-1');
    expect(decide(policy, { key: view({ tags: { cost: { center: '42' } } }) })).toBe('deny default');
  });

  test('17. a wildcard or another case in an action never matches, so a deny is inert', async () => {
    for (const action of ['kms:cmk:*', 'kms:*', '*', 'manage', 'kms:cmk:DecryptData', 'KMS:cmk:decryptData']) {
      expect(await isRefused(deny('all', [action], 'all'))).toBe(true);
    }
  });

  test('18. names are split at commas when rules are packed', async () => {
    const policy = await policyOf(allow('all', decrypt, [{ tags: { env: 'dev,prod' } }]));
    expect(decide(policy, { key: key({ tags: tags({ env: 'dev,prod' }) }) })).toBe('allow test/rule-1');
    expect(decide(policy, { key: key({ tags: tags({ env: 'prod' }) }) })).toBe('deny default');
    expect(await isRefused(allow('all', decrypt, [`${keyA},all`]))).toBe(true);
    expect(await isRefused(allow(['user:alice,user:bob'], decrypt, 'all'))).toBe(true);
  });

  test('19. a frozen object can not be given a subject type', async () => {
    const policy = await policyOf(allow('all', decrypt, [keyA]));
    const frozen = key();
    expect(Object.isFrozen(frozen)).toBe(true);
    expect(decide(policy, { key: frozen })).toBe('allow test/rule-1');
  });
});

describe('13. members that all objects were given are taken for those of a key:', () => {
  const given: string[] = [];
  afterEach(() => {
    for (const name of given.splice(0)) Reflect.deleteProperty(Object.prototype, name);
  });
  function giveAll(members: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(members)) {
      given.push(name);
      Reflect.defineProperty(Object.prototype, name, { value, configurable: true, writable: true, enumerable: true });
    }
  }

  test.each([
    ['id', keyA, keyA],
    ['aliases', ['alias/a'], 'alias/a'],
    ['tags', { env: 'prod' }, { tags: { env: 'prod' } }],
    ['keySpec', 'AES_256', { keySpec: 'AES_256' }],
    ['keyUsage', 'ENCRYPT_DECRYPT', { keyUsage: 'ENCRYPT_DECRYPT' }],
    ['origin', 'kms', { origin: 'kms' }],
  ])('%s, after the policy was loaded', async (member, value, selector) => {
    const allows = await policyOf(allow('all', decrypt, [selector]));
    const denies = await policyOf(allow('all', decrypt, 'all'), deny('all', decrypt, [selector]));
    giveAll({ [member]: value, mfa: true });
    expect(decide(allows, { key: unknownKey() })).toBe('deny default');
    expect(decide(allows, { key: undefined })).toBe('deny default');
    expect(decide(denies, { key: unknownKey() })).toBe('deny unknown test/rule-2');
  });

  test('in tags, even where these are an ordinary object', async () => {
    const policy = await policyOf(allow('all', decrypt, [{ tags: { env: 'prod' } }]));
    giveAll({ env: 'prod' });
    expect(decide(policy, { key: key({ tags: tags({}) }) })).toBe('deny default');
    expect(decide(policy, { key: key({ tags: {} }) })).toBe('deny default');
    expect(decide(policy, { key: key({ tags: { env: 'prod' } }) })).toBe('allow test/rule-1');
  });

  test('before it is loaded, in place of what rules of CASL may hold', async () => {
    giveAll({
      inverted: true,
      fields: ['x'],
      conditions: undefined,
      subject: 'all',
      effect: 'allow',
      except: ['user:alice'],
    });
    const policy = await policyOf(allow('all', decrypt, [keyA]), deny('all', decrypt, [keyB]));
    expect(decide(policy)).toBe('allow test/rule-1');
    expect(decide(policy, { key: key({ id: keyB }) })).toBe('deny explicit test/rule-2');
  });
});

describe('the entry points of CASL that pollute prototypes or compile conditions', () => {
  const sources = readdirSync(new URL('../src/', import.meta.url)).map((name) => ({
    name,
    text: readFileSync(new URL(`../src/${name}`, import.meta.url), 'utf8'),
  }));

  test('are imported by no file: only the class Ability is, and by one file', () => {
    const imports = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/import ([^;]*?) from '(@casl[^']*|@ucast[^']*)'/g)].map(
        ([, what, from]) => `${name}: ${what} from ${from}`,
      ),
    );
    expect(imports).toEqual(['casl-ability.ts: { Ability } from @casl/ability']);
  });

  test('leave the prototypes of the process alone', async () => {
    const before = Reflect.ownKeys(Object.prototype).length;
    const hostile = { 'toString.call': '1', 'constructor.prototype.b': '1' };
    const policy = await policyOf(allow('all', decrypt, [{ tags: hostile }]));
    expect(decide(policy, { key: key({ tags: tags(hostile) }) })).toBe('allow test/rule-1');
    expect(Reflect.ownKeys(Object.prototype)).toHaveLength(before);
    expect(Object.prototype.toString.call([])).toBe('[object Array]');
  });
});
