import { VaultError } from '@chatelaine/core';
import { formatPolicyProblem, policyTestSchema } from '@chatelaine/policy';
import { checkPolicyTests, loadPolicyTests } from '@chatelaine/policy/testing';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const sound = `tests: chatelaine/v1
description: What the payment service may do
of: [payments.policy.yaml, ../guardrails]
now: "2026-10-05T10:00:00Z"
vault: { region: eu-de-ring0, domainId: 3ba44455500dd43127 }
principals:
  service: { id: user:pay-1, roles: [payments-service], attributes: { tenant: t-17 } }
  nobody: { id: user:nobody }
keys:
  pay:
    id: 6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1
    aliases: [alias/payments]
    tags: { project: payments, env: prod }
    origin: external
  new: { unknown: [id] }
contexts:
  inside: { source: { ip: 10.1.2.3 }, mfa: { ageSeconds: 10 }, encryptionContext: { tenant: t-17 } }
  agreed: { approvals: [{ id: user:bob, roles: [custodian] }], algorithm: RSAES_OAEP_SHA_256, purpose: data }
cases:
  - name: id, alias and URN are the same key
    who: service
    key: pay
    as: [id, alias, urn]
    context: inside
    expect: { kms:cmk:decryptData: allow, "*": deny }
    because: { kms:cmk:decryptData: payments/service-uses-its-keys, "*": default }
  - name: lists concern no key
    who: [service, nobody]
    now: "2027-10-05T10:00:00Z"
    expect: { kms:cmk:list: deny }
`;

test('a file of tests is read as plain data', () => {
  const [file] = loadPolicyTests([{ name: 'payments.test.yaml', text: sound }]);
  expect(file).toMatchObject({
    source: 'payments.test.yaml',
    of: ['payments.policy.yaml', '../guardrails'],
    now: { at: Date.parse('2026-10-05T10:00:00Z') },
    principals: [
      { name: 'service', value: { id: 'user:pay-1', attributes: [{ name: 'tenant', value: 't-17' }] } },
      { name: 'nobody', value: { id: 'user:nobody' } },
    ],
    keys: [
      { name: 'pay', value: { aliases: ['alias/payments'], origin: 'external' } },
      { name: 'new', value: { unknown: ['id'] } },
    ],
    contexts: [
      { name: 'inside', value: { source: { ip: '10.1.2.3' }, mfa: { ageSeconds: 10 } } },
      { name: 'agreed', value: { approvals: [{ id: 'user:bob', roles: ['custodian'] }], purpose: 'data' } },
    ],
  });
  expect(file?.cases[0]).toEqual({
    name: 'id, alias and URN are the same key',
    who: ['service'],
    key: ['pay'],
    as: ['id', 'alias', 'urn'],
    context: ['inside'],
    expect: [
      { name: 'kms:cmk:decryptData', value: 'allow' },
      { name: '*', value: 'deny' },
    ],
    because: [
      { name: 'kms:cmk:decryptData', value: 'payments/service-uses-its-keys' },
      { name: '*', value: 'default' },
    ],
    position: { document: 'payments.test.yaml', line: 20, column: 5 },
  });
  expect(file?.cases[1]).toMatchObject({ who: ['service', 'nobody'], now: { text: '2027-10-05T10:00:00Z' } });
});

test('editors take it', () => {
  const isValid = new Ajv({ strict: true, strictRequired: false }).compile(policyTestSchema());
  expect(isValid(parse(sound)), JSON.stringify(isValid.errors)).toBe(true);
  expect(isValid(parse(sound.replace('expect:', 'expects:')))).toBe(false);
});

describe('refused, with what was probably meant:', () => {
  const problems = (text: string): string[] =>
    checkPolicyTests([{ name: 'a.test.yaml', text }]).map((problem) => formatPolicyProblem(problem));

  test.each([
    [
      'another version',
      'chatelaine/v1',
      'chatelaine/v2',
      '1:8 tests is "chatelaine/v2"; this version reads chatelaine/v1',
    ],
    ['an unknown member', 'cases:', 'case:', '19:1 a file of tests has no member "case"; did you mean "cases"?'],
    [
      'an unknown principal',
      'who: service',
      'who: servise',
      '21:10 the file has no principal "servise"; did you mean "service"?',
    ],
    ['an unknown key', 'key: pay', 'key: pays', '22:10 the file has no key "pays"; did you mean "pay"?'],
    [
      'an unknown context',
      'context: inside',
      'context: insid',
      '24:14 the file has no context "insid"; did you mean "inside"?',
    ],
    [
      'an unknown action',
      'kms:cmk:list:',
      'kms:cmk:List:',
      '30:15 "kms:cmk:List" is no action; did you mean "kms:cmk:list"?',
    ],
    [
      'an unknown effect',
      'decryptData: allow',
      'decryptData: yes',
      '25:36 "yes" is no effect; it is one of allow, deny',
    ],
    ['an unknown spelling', 'as: [id,', 'as: [name,', '23:10 "name" is no spelling; it is one of id, alias, urn'],
    [
      'an alias that the key has not',
      '    aliases: [alias/payments]\n',
      '',
      '22:14 the key "pay" has no alias to be named by',
    ],
    ['a spelling without a key', '    key: pay\n', '', '22:5 as needs a key'],
    [
      'a key id in upper case',
      '6f1c2a90',
      '6F1C2A90',
      '11:9 id must be a key id in lower case; it is "6F1C2A90-55d1-4c1e-9a42-7be0d2a4c7e1"',
    ],
    ['an address that is none', '10.1.2.3', '10.1.2', '17:27 ip must be an IP address; it is "10.1.2"'],
    [
      'a clock without an offset',
      '10:00:00Z"\nvault',
      '10:00:00"\nvault',
      '4:6 now must be a moment with its offset, such as 2026-10-05T10:00:00Z; it is "2026-10-05T10:00:00"',
    ],
    [
      'a fact given and unknown',
      'unknown: [id]',
      'unknown: [id], id: 6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e2',
      '15:25 id is given, and listed under unknown',
    ],
    [
      'a reason for what is not expected',
      'because: {',
      'because: { kms:cmk:get: default,',
      '26:5 because names "kms:cmk:get", which the case does not expect anything of',
    ],
    [
      'a case twice',
      'lists concern no key',
      'id, alias and URN are the same key',
      '27:5 "id, alias and URN are the same key" is listed twice',
    ],
    ['no cases', /cases:[^]*/, 'cases: []\n', '19:8 cases is an empty list'],
  ])('%s', (_name, from, to, problem) => {
    const text = sound.replace(from, to);
    expect(text).not.toBe(sound);
    expect(problems(text)[0]).toBe(`a.test.yaml:${problem}`);
    const load = (): unknown => loadPolicyTests([{ name: 'a.test.yaml', text }]);
    expect(load).toThrow(expect.toSatisfy((error) => VaultError.is(error, 'InvalidPolicy')));
  });
});
