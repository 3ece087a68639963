import { readFileSync } from 'node:fs';
import { actions } from '@chatelaine/core';
import { checkPolicyDocuments, policySchema } from '@chatelaine/policy';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { documentWithRule } from './documents.ts';

const isValid = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(policySchema());
/** As an editor sees it, which reads YAML 1.2 with numbers. */
const editorTakes = (text: string): boolean => isValid(parse(text));
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the schema knows every action, for completion', () => {
  expect(JSON.stringify(policySchema())).toContain(JSON.stringify(actions).slice(1, -1));
});

test('editors take what the documentation shows', () => {
  const examples = [...readme.matchAll(/```yaml\n(policy: [^]*?)```/g)].map(([, text = '']) => text);
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect({ example, isTaken: editorTakes(example) }).toMatchObject({ isTaken: true });
});

const full = documentWithRule({
  effect: 'effect: deny',
  who: 'who: all',
  except: 'except: [role:custodian]',
  keys: [
    'keys:',
    '      - 6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1',
    '      - alias/a/**',
    '      - kms:eu:d:KeyId:6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1',
    '      - { tags: { env: [a, b] }, keySpec: AES_256, keyState: [DISABLED], region: eu }',
  ].join('\n'),
  when: 'when: { mfa: { maxAgeSeconds: 300 }, time: { days: [mon], from: "07:00", to: "24:00", zone: UTC }, key: { origin: kms } }',
  unless: [
    'unless:',
    '      encryptionContext: { equals: { t: "${principal.t}" }, only: [t], has: [t] }',
    '      source: { cidr: [10.0.0.0/8, "fd00::/8"] }',
    '      approvals: { min: 2, role: custodian }',
    '      principal: { attributes: { a: b } }',
    '      grant: { grantee: ["user:a", "${principal.id}"], operations: [kms:cmk:get] }',
    '      algorithm: RSAES_OAEP_SHA_1',
    '      wrappingAlgorithm: [RSAES_OAEP_SHA_1]',
    '      purpose: dataKey',
    '      messageType: RAW',
  ].join('\n'),
  from: 'from: 2027-01-01',
  until: 'until: 2027-01-31T12:00Z',
  ticket: 'ticket: SEC-1',
  labels: 'labels: [a-b]',
});

test('a document with every member is sound for both', () => {
  expect(checkPolicyDocuments([{ name: 'a', text: full }])).toEqual([]);
  expect(isValid(parse(full)), JSON.stringify(isValid.errors)).toBe(true);
});

describe('what an editor refuses, the loader refuses too:', () => {
  test.each([
    ['an unknown member of a document', (text: string) => `${text}rule: []\n`],
    ['another version', (text: string) => text.replace('chatelaine/v1', 'chatelaine/v2')],
    ['an unknown member of a rule', (text: string) => text.replace('reason:', 'reasons:')],
    ['an unknown action', (text: string) => text.replace('[kms:cmk:get]', '[kms:cmk:Get]')],
    ['an unknown effect', (text: string) => text.replace('effect: deny', 'effect: Deny')],
    ['a principal without a kind', (text: string) => text.replace('[role:custodian]', '[custodian]')],
    ['an empty list', (text: string) => text.replace('[role:custodian]', '[]')],
    ['a key that is none', (text: string) => text.replace('alias/a/**', 'alias/a*')],
    ['an unknown condition', (text: string) => text.replace('mfa:', 'mfas:')],
    ['an unknown member of a condition', (text: string) => text.replace('maxAgeSeconds', 'maxAge')],
    ['a number that is none', (text: string) => text.replace('300', 'soon')],
    ['an unknown day', (text: string) => text.replace('[mon]', '[monday]')],
    ['an unknown key state', (text: string) => text.replace('[DISABLED]', '[OFF]')],
    ['a short reason', (text: string) => text.replace(/reason: .*/, 'reason: so')],
    ['a reason that is missing', (text: string) => text.replace(/ {4}reason: .*\n/, '')],
    ['a moment without an offset', (text: string) => text.replace('T12:00Z', 'T12:00')],
  ])('%s', (_name, spoil) => {
    const spoiled = spoil(full);
    expect(spoiled).not.toBe(full);
    expect(editorTakes(spoiled)).toBe(false);
    expect(checkPolicyDocuments([{ name: 'a', text: spoiled }])).not.toEqual([]);
  });
});
