import { VaultError } from '@chatelaine/core';
import { loadPolicyDocuments, readPolicyFolder } from '@chatelaine/policy';
import { formatPolicyDocument, formatPolicyTests } from '@chatelaine/policy/formatting';
import { readPolicyTestFolder } from '@chatelaine/policy/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const disordered = `# head
name: x # the name

# about the version
policy: chatelaine/v1
rules:
  - reason: 'It must be so'   # why
    # who it is for
    who: [user:1, role:yes]
    id: a
    effect: allow
    # when
    when:
      key: { tags: { env: no, 10: y }, keySpec: AES_256 }
      mfa: {maxAgeSeconds: 900}
      time:
        zone: UTC
        from: 07:00
        to: 19:00
    actions:
      - kms:cmk:get
      # last
    keys: [{keySpec: AES_256, tags: {a: 1e3}}]
    until: 2027-01-31
# about the description
description: >
  Some prose
  here
owners: [team]
`;

const ordered = `# head
# about the version
policy: chatelaine/v1
name: x # the name
# about the description
description: >
  Some prose
  here
owners: [team]
rules:
  - id: a
    effect: allow
    # who it is for
    who: [user:1, role:yes]
    actions:
      - kms:cmk:get
      # last
    keys: [{tags: {a: '1e3'}, keySpec: AES_256}]
    # when
    when:
      time:
        from: '07:00'
        to: '19:00'
        zone: UTC
      mfa: {maxAgeSeconds: 900}
      key: { tags: { env: 'no', '10': 'y' }, keySpec: AES_256 }
    until: '2027-01-31'
    reason: 'It must be so'   # why
`;

const format = (text: string, name = 'a.policy.yaml'): string => formatPolicyDocument({ name, text });

const windows = (text: string): string => text.replaceAll('\n', '\r\n');

describe('formatting a policy', () => {
  test('orders members with their comments, and quotes what some YAML takes for something else than text', () => {
    expect(format(disordered)).toBe(ordered);
  });

  test('changes nothing more the second time', () => {
    expect(format(ordered)).toBe(ordered);
  });

  test('keeps the line breaks of Windows', () => {
    expect(format(windows(disordered))).toBe(windows(ordered));
  });

  test('leaves members in their order where a comment stands above the first, which it is about', () => {
    const text = ordered
      .replace(
        "      time:\n        from: '07:00'",
        "      # fresh\n      mfa: { maxAgeSeconds: 9 }\n      time:\n        from: '07:00'",
      )
      .replace('      mfa: {maxAgeSeconds: 900}\n', '');
    expect(text).toContain('# fresh');
    expect(format(text)).toBe(text);
  });

  test('of JSON orders members too', () => {
    const text = '{ "rules": [], "name": "x",\n  "policy": "chatelaine/v1" }\n';
    expect(format(text, 'a.policy.json')).toBe('{ "policy": "chatelaine/v1", "name": "x",\n  "rules": [] }\n');
  });

  test('leaves a map alone in which a comment stands between members on one line after another', () => {
    const text = `policy: chatelaine/v1\nname: x\nrules: []\n`;
    const rule = `{\n  rules: [], # none\n  name: x, policy: chatelaine/v1 }\n`;
    expect(format(text)).toBe(text);
    expect(format(rule)).toBe(rule);
  });

  test.each(['yes', 'No', 'on', '1e3', '0x1f', '1_000', '2026-01-01', '1:30', '.5', '010', 'y', '1.0'])(
    'quotes %s, which stays the text that it is',
    (value) => {
      const text = `policy: chatelaine/v1\nname: x\nrules:\n  - id: a\n    effect: deny\n    who: all\n    actions: all\n    keys: [{ tags: { env: ${value} } }]\n    reason: Because of the test\n`;
      const written = format(text);
      expect(written).toBe(text.replace(` ${value} }`, ` '${value}' }`));
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(written, { version })).toMatchObject({ rules: [{ keys: [{ tags: { env: value } }] }] });
      }
    },
  );

  test.each(['prod', 'alias', 'true-ish', '10a', 'v1.0.1'])('leaves %s without quotes', (value) => {
    const text = `policy: chatelaine/v1\nname: x\nrules:\n  - id: a\n    effect: deny\n    who: all\n    actions: all\n    keys: [{ tags: { env: ${value} } }]\n    reason: Because of the test\n`;
    expect(format(text)).toBe(text);
  });

  test('refuses what the loader refuses', () => {
    expect(() => format(disordered.replace('effect: allow', 'effect: alow'))).toThrow(VaultError);
  });
});

test('the shipped policies and their tests are in that form', () => {
  const folder = new URL('../../../policies', import.meta.url).pathname;
  for (const document of readPolicyFolder(folder)) expect(formatPolicyDocument(document)).toBe(document.text);
  for (const document of readPolicyTestFolder(folder)) expect(formatPolicyTests(document)).toBe(document.text);
});

/** The members of a map, in some order, each perhaps with a comment above it, behind it or a blank line before it. */
function block(members: readonly (readonly [string, string])[]): fc.Arbitrary<string> {
  const line = ([name, value]: readonly [string, string]): fc.Arbitrary<string> =>
    fc.record({ above: fc.boolean(), behind: fc.boolean(), blank: fc.boolean() }).map(({ above, behind, blank }) => {
      const remark = behind && name !== 'ticket' && !value.includes('\n') ? ` # behind ${name}` : '';
      return `${blank ? '\n' : ''}${above ? `# above ${name}\n` : ''}${name}:${value.startsWith('\n') ? '' : ' '}${value}${remark}`;
    });
  return fc
    .shuffledSubarray([...members], { minLength: members.length })
    .chain((shuffled) => fc.tuple(...shuffled.map(line)))
    .map((lines) => lines.join('\n'));
}

const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by);

const rule = block([
  ['id', 'a'],
  ['effect', 'deny'],
  ['who', '\n  - user:alice\n  # and\n  - role:on'],
  ['actions', '[kms:cmk:get]'],
  ['keys', '[{ keySpec: AES_256, tags: { env: 010, b: prod } }]'],
  ['unless', '\n  mfa: { maxAgeSeconds: 900 }\n  source:\n    cidr: [10.0.0.0/8]'],
  ['from', '2027-01-31'],
  ['reason', '>-\n  Because of\n  the test'],
  ['ticket', '1e3'],
]).map((text) => `- ${indented(text.trimStart().replace(/^#.*\n/, ''), '  ').trimStart()}`);

const documents = rule.chain((text) =>
  block([
    ['policy', 'chatelaine/v1'],
    ['name', 'x'],
    ['description', '|\n  One line\n  and another'],
    ['rules', `\n${indented(text, '  ')}`],
  ]),
);

test('whatever the order and the comments, a document says the same, keeps its comments and is formatted once for all', () => {
  const meaning = (text: string): unknown => {
    const { documents: summaries, rules } = loadPolicyDocuments([{ name: 'a.policy.yaml', text }]);
    return { summaries, rules: rules.map(({ position: _position, places: _places, ...members }) => members) };
  };
  const comments = (text: string): readonly string[] =>
    [...text.matchAll(/# .*/g)].map(([comment]) => comment).toSorted();
  fc.assert(
    fc.property(documents, (text) => {
      const written = format(text);
      expect(meaning(written)).toEqual(meaning(text));
      expect(comments(written)).toEqual(comments(text));
      expect(format(written)).toBe(written);
      expect(format(windows(text))).toBe(windows(written));
      expect(Object.keys(parse(written) as object)).toEqual(['policy', 'name', 'description', 'rules']);
    }),
    { numRuns: 300 },
  );
});
