import { readFileSync } from 'node:fs';
import { actions, type PolicyDocument, VaultError } from '@chatelaine/core';
import {
  checkPolicyDocuments,
  formatPolicyProblem,
  loadPolicyDocuments,
  maximumBundleBytes,
  maximumDocumentBytes,
  maximumDocuments,
} from '@chatelaine/policy';
import { describe, expect, test } from 'vitest';
import { documentWithRule, problemsOf } from './documents.ts';

const named = (name: string): string => `policy: chatelaine/v1\nname: ${name}\nrules: []\n`;
const check = (documents: unknown): string[] =>
  checkPolicyDocuments(documents as readonly PolicyDocument[]).map((problem) => formatPolicyProblem(problem));

function messageOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    if (VaultError.is(error, 'InvalidPolicy')) return error.message;
    throw error;
  }
  return 'no error';
}

describe('the example in the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```yaml\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const { documents, rules } = loadPolicyDocuments([{ name: 'example.policy.yaml', text: example }]);

  test('loads, with its rules by name', () => {
    expect(documents).toEqual([
      {
        name: 'payments',
        source: 'example.policy.yaml',
        description: 'Keys of the payment service',
        owners: ['team-payments'],
        sets: [
          {
            name: 'use',
            actions: ['kms:cmk:encryptData', 'kms:cmk:decryptData', 'kms:cmk:createDataKey'],
            isUsed: true,
            position: { document: 'example.policy.yaml', line: 7, column: 3 },
          },
        ],
      },
    ]);
    expect(rules.map(({ name }) => name)).toEqual([
      'payments/lists',
      'payments/no-decryption-of-production-by-people',
      'payments/service-uses-its-keys',
    ]);
  });

  test('has its sets expanded and all else as it stands there', () => {
    const { places, ...rule } = rules[2] ?? { places: {} };
    expect(places).toMatchObject({
      who: { line: 12, column: 5 },
      'keys.1': { line: 14, column: 28 },
      'actions.0': { line: 13, column: 15 },
    });
    expect(rule).toEqual({
      name: 'payments/service-uses-its-keys',
      effect: 'allow',
      who: ['role:payments-service', 'user:alice@example.org'],
      except: [],
      actions: ['kms:cmk:createDataKey', 'kms:cmk:decryptData', 'kms:cmk:encryptData', 'kms:cmk:get'],
      keys: [
        { type: 'alias', alias: 'alias/payments' },
        { type: 'aliasPattern', prefix: 'alias/payments/', depth: 'segment' },
      ],
      when: {
        encryptionContext: {
          equals: [{ name: 'tenant', values: ['${principal.tenant}'] }],
          only: ['tenant', 'purpose'],
        },
        source: { cidr: ['10.0.0.0/8', 'fd00::/8'] },
      },
      until: { text: '2027-12-31', at: Date.parse('2028-01-01T00:00:00Z') },
      reason: 'The payment service works with its own keys',
      ticket: 'SEC-17',
      labels: ['pci'],
      position: { document: 'example.policy.yaml', line: 10, column: 5 },
    });
  });

  test('has every kind of selector', () => {
    const locality = { region: 'eu-de-ring0', domainId: '3ba44455500dd43127' };
    expect(rules[1]?.keys).toEqual([
      { type: 'key', keyId: '6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1' },
      { type: 'alias', alias: 'alias/payments/archive', locality },
      { type: 'key', keyId: '0d0466b0-e727-4d9c-b35d-f84bb474a37f', locality },
      { type: 'aliasPattern', prefix: 'alias/archive/', depth: 'tree' },
      {
        type: 'attributes',
        tags: [
          { name: 'env', values: ['prod', 'stage'] },
          { name: 'project', values: ['payments'] },
        ],
        origin: ['kms'],
      },
    ]);
  });
});

test('what is loaded is frozen throughout', () => {
  const isFrozen = (value: unknown): boolean =>
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every((member) => isFrozen(member)));
  const text = documentWithRule({ keys: 'keys: [{ tags: { env: [a, b] } }, "kms:eu:dom:alias:a"]' });
  expect(isFrozen(loadPolicyDocuments([{ name: 'a', text }]))).toBe(true);
});

test('the same document in JSON gives the same rule', () => {
  const yaml = documentWithRule({ keys: 'keys: [alias/a, { tags: { env: [prod, "a b"] } }]' });
  const json = {
    policy: 'chatelaine/v1',
    name: 'test',
    rules: [
      {
        id: 'a-rule',
        effect: 'allow',
        who: ['user:alice'],
        actions: ['kms:cmk:get'],
        keys: ['alias/a', { tags: { env: ['prod', 'a b'] } }],
        reason: 'Because it must be so',
      },
    ],
  };
  const load = (name: string, text: string): unknown => ({
    ...loadPolicyDocuments([{ name, text }]).rules[0],
    position: undefined,
    places: undefined,
  });
  const expected = load('a.yaml', yaml);
  expect(load('a.json', JSON.stringify(json))).toEqual(expected);
  expect(load('a.json', JSON.stringify(json, null, '\t'))).toEqual(expected);
  expect(load('a.json', JSON.stringify(json, null, 2).replaceAll('\n', '\r\n'))).toEqual(expected);
});

test('a document may begin with its mark, behind comments', () => {
  expect(problemsOf(`# a comment\n\n---\n${named('a')}`)).toEqual([]);
});

test('lines may end as Windows ends them, also in a description of several lines', () => {
  const text = `${named('a')}description: |\n  one\n  two\n`.replaceAll('\n', '\r\n');
  expect(loadPolicyDocuments([{ name: 'a', text }]).documents[0]?.description).toBe('one\ntwo\n');
});

test('a file named .json must be JSON, so that no other tool reads it otherwise', () => {
  expect(problemsOf(named('a'), 'a.JSON')).toEqual([
    'a.JSON:1:1 the file is named .json and is not well-formed JSON; other tools would refuse it',
  ]);
});

test('a bundle without documents has no rules, and a document may have none', () => {
  expect(loadPolicyDocuments([])).toEqual({ documents: [], rules: [] });
  expect(loadPolicyDocuments([{ name: 'a', text: named('a') }]).rules).toEqual([]);
});

test('every action of the vault can be named in a rule for all keys', () => {
  const text = documentWithRule({ actions: `actions: [${actions.join(', ')}]`, keys: 'keys: all' });
  expect(loadPolicyDocuments([{ name: 'a', text }]).rules[0]?.actions).toEqual(actions);
});

test('a session of a role is a principal', () => {
  const text = documentWithRule({ who: 'who: [role-session:build/7, service:obs, group:a.b_c@d-e]' });
  expect(loadPolicyDocuments([{ name: 'a', text }]).rules[0]?.who).toEqual([
    'role-session:build/7',
    'service:obs',
    'group:a.b_c@d-e',
  ]);
});

describe('a bundle', () => {
  test('has each policy name once', () => {
    const documents = [
      { name: 'one.yaml', text: named('same') },
      { name: 'two.yaml', text: named('same') },
    ];
    expect(check(documents)).toEqual([
      'two.yaml:2:7 the name "same" belongs to one.yaml already; names are unique in a bundle',
    ]);
  });

  test('has each document name once', () => {
    const documents = [
      { name: 'one.yaml', text: named('a') },
      { name: 'one.yaml', text: named('b') },
    ];
    expect(check(documents)).toEqual(['document 2:1:1 the bundle has another document of the name "one.yaml"']);
  });

  test.each([
    ['no list', 'policies', 'bundle:1:1 a bundle is a list of documents'],
    ['no object', ['policy'], 'document 1:1:1 a document is an object with name and text'],
    ['no name', [{ text: '' }], 'document 1:1:1 the name of a document is text of 1–255 characters'],
    [
      'a long name',
      [{ name: 'a'.repeat(256), text: '' }],
      'document 1:1:1 the name of a document is text of 1–255 characters',
    ],
    [
      'a hidden name',
      [{ name: 'a\u202Eb', text: '' }],
      'document 1:1:1 the name "a<U+202E>b" holds a hidden character',
    ],
    ['no text', [{ name: 'a' }], 'document 1:1:1 the text of "a" must be a string'],
    ['bytes', [{ name: 'a', text: new Uint8Array(1) }], 'document 1:1:1 the text of "a" must be a string'],
  ])('of untyped callers is refused: %s', (_name, documents, problem) => {
    expect(check(documents)).toEqual([problem]);
    expect(messageOf(() => loadPolicyDocuments(documents as never))).toContain(problem);
  });

  test('has at most 1,000 documents', () => {
    const documents = Array.from({ length: maximumDocuments }, (_, index) => ({
      name: `${index}`,
      text: named(`a${index}`),
    }));
    expect(check(documents)).toEqual([]);
    expect(check([...documents, { name: 'more', text: named('more') }])).toEqual([
      'bundle:1:1 the bundle has 1001 documents; the most is 1000',
    ]);
  });

  test('has documents of at most 1 MiB, counted in bytes', () => {
    const fits = `${named('a')}#${'é'.repeat((maximumDocumentBytes - named('a').length - 1) / 2)}`;
    expect(Buffer.byteLength(fits)).toBeGreaterThan(maximumDocumentBytes - 2);
    expect(problemsOf(fits)).toEqual([]);
    expect(problemsOf(`${fits}éé`)[0]).toMatch(/^document 1:1:1 "test\.yaml" has \d+ bytes; the most is 1048576$/);
  });

  test('has at most 8 MiB in all', () => {
    const filler = `#${'x'.repeat(maximumDocumentBytes - 100)}`;
    const documents = Array.from({ length: maximumBundleBytes / maximumDocumentBytes + 1 }, (_, index) => ({
      name: `${index}`,
      text: `${named(`a${index}`)}${filler}`,
    }));
    expect(check(documents)).toEqual(['8:1:1 with this document the bundle has more than 8388608 bytes']);
  });

  test('is refused whole when one document is', () => {
    const documents = [
      { name: 'good', text: named('good') },
      { name: 'bad', text: 'policy: chatelaine/v1\n' },
    ];
    expect(messageOf(() => loadPolicyDocuments(documents))).toBe(
      'The policy has 2 problems; nothing of it was taken.\n' +
        'bad:1:1 a policy document lacks the member "name"\n' +
        'bad:1:1 a policy document lacks the member "rules"',
    );
  });
});

describe('problems', () => {
  test('of all documents are told, in the order of documents and lines', () => {
    const documents = [
      { name: 'z', text: documentWithRule({ effect: 'effect: maybe', keys: 'keys: [nothing]' }) },
      { name: 'a', text: documentWithRule({ id: 'id: A' }).replace('name: test', 'name: other') },
    ];
    expect(check(documents).map((problem) => problem.split(' ', 1)[0])).toEqual(['z:5:13', 'z:8:12', 'a:4:9']);
  });

  test('are shown 50 at a time, and kept a thousand at a time, but all counted', () => {
    const text = `policy: chatelaine/v1\nname: a\nrules:\n${'  - text\n'.repeat(1_200)}`;
    const lines = messageOf(() => loadPolicyDocuments([{ name: 'a', text }])).split('\n');
    expect(lines).toHaveLength(52);
    expect(lines[0]).toBe('The policy has 1200 problems; nothing of it was taken.');
    expect(lines[51]).toBe('… and 1150 more');
    expect(problemsOf(text)).toHaveLength(1_000);
  });

  test('have a code, a place and a document', () => {
    expect(checkPolicyDocuments([{ name: 'a', text: documentWithRule({ keys: '' }) }])).toEqual([
      { document: 'a', line: 4, column: 5, code: 'missing-member', message: 'a rule lacks the member "keys"' },
    ]);
  });

  test('quote what was written short and without hidden characters', () => {
    const [problem = ''] = problemsOf(documentWithRule({ who: `who: ["${'\\u202e'.repeat(3)}${'x'.repeat(500)}"]` }));
    expect(problem).toMatch(/^test\.yaml:6:11 the escape in "(<U\+202E>){3}x{77}…" makes/);
  });
});
