import { VaultError } from '@chatelaine/core';
import { loadPolicyDocuments } from '@chatelaine/policy';
import { describe, expect, test } from 'vitest';
import { documentWithRule, problemsOf } from './documents.ts';

const rule = documentWithRule;
const head = 'policy: chatelaine/v1\nname: test\n';
const noCondition = 'conditions stand in when, where all must hold, and in a deny also in unless';
const noPattern =
  'is no pattern: only alias/prefix/* (one level) and alias/prefix/** (any depth) are; for every key write keys: all';
const otherPrincipal =
  '; a principal is user:, role:, group:, service: or role-session: and 1–128 characters of A–Z a–z 0–9 . _ @ / -';
const unseen = (character: string): string =>
  `the character ${character} can't be seen and is refused anywhere in a policy; remove it (text is UTF-8 without a byte order mark)`;

/** What it is, the document, and the first problem without the name of the document. */
type Case = readonly [name: string, text: string, problem: string];

const members: readonly Case[] = [
  [
    'a misspelt member of a document',
    `${head}rule: []\nrules: []\n`,
    '3:1 a policy document has no member "rule"; did you mean "rules"?',
  ],
  [
    'a member that nothing is near to',
    `${head}rules: []\nxyzzy: 1\n`,
    '4:1 a policy document has no member "xyzzy"; it has policy, name, description, owners, sets, rules',
  ],
  [
    'a misspelt member of a rule, which would drop it',
    rule({ extra: 'exept: [user:bob]' }),
    '10:5 a rule has no member "exept"; did you mean "except"?',
  ],
  [
    'condition instead of a condition',
    rule({ extra: 'condition: { mfa: true }' }),
    `10:5 a rule has no member "condition": ${noCondition}`,
  ],
  [
    'another case of a member',
    rule({ who: 'Who: [user:alice]' }),
    '6:5 a rule has no member "Who"; did you mean "who"?',
  ],
  ['a rule without an effect', rule({ effect: '' }), '4:5 a rule lacks the member "effect"'],
  ['a rule without keys', rule({ keys: '' }), '4:5 a rule lacks the member "keys"'],
  ['a rule without a reason', rule({ reason: '' }), '4:5 a rule lacks the member "reason"'],
  ['a document without rules', head, '1:1 a policy document lacks the member "rules"'],
  ['a document without a version', 'name: test\nrules: []\n', '1:1 a policy document lacks the member "policy"'],
  [
    'another version',
    'policy: chatelaine/v2\nname: test\nrules: []\n',
    '1:9 policy is "chatelaine/v2"; this version reads chatelaine/v1',
  ],
  [
    'a name that is no kebab case',
    'policy: chatelaine/v1\nname: Team Payments\nrules: []\n',
    '2:7 name must be lower-case words joined by hyphens, such as team-payments (1–64 characters); it is "Team Payments"',
  ],
  ['a list instead of a document', '- policy: chatelaine/v1\n', '1:1 a policy document must be a map, not a list'],
  ['text instead of a document', 'policy\n', '1:1 a policy document must be a map, not text'],
];

const empties: readonly Case[] = [
  ['nothing at all', '', '1:1 the document is empty'],
  ['only a comment', '# to be written\n', '1:1 the document is empty'],
  ['rules left empty', `${head}rules:\n`, '3:7 rules is empty; give a list'],
  [
    'rules that are null in JSON',
    '{"policy": "chatelaine/v1", "name": "test", "rules": null}',
    '1:54 rules is empty; give a list',
  ],
  ['keys left empty, which would be every key', rule({ keys: 'keys:' }), '8:10 keys is empty; give a list'],
  ['keys that are null', rule({ keys: 'keys: null' }), '8:11 keys is empty; give a list'],
  ['keys that are a tilde', rule({ keys: 'keys: ~' }), '8:11 keys is empty; give a list'],
  ['an empty list of keys', rule({ keys: 'keys: []' }), '8:11 keys is an empty list'],
  ['an empty list of principals', rule({ who: 'who: []' }), '6:10 who is an empty list'],
  ['an empty list of actions', rule({ actions: 'actions: []' }), '7:14 actions is an empty list'],
  [
    'an empty list of exceptions',
    rule({ effect: 'effect: deny', extra: 'except: []' }),
    '10:13 except is an empty list',
  ],
  ['an empty selector', rule({ keys: 'keys: [{}]' }), '8:12 a key selector is an empty map'],
  ['empty tags', rule({ keys: 'keys: [{ tags: {} }]' }), '8:20 tags is an empty map'],
  ['a tag without a value', rule({ keys: 'keys: [{ tags: { env: } }]' }), '8:27 the tag "env" is empty; give a list'],
  ['a tag with no values', rule({ keys: 'keys: [{ tags: { env: [] } }]' }), '8:27 the tag "env" is an empty list'],
  ['an empty entry', rule({ who: 'who: [user:alice, ~]' }), '6:23 a principal is empty; give text'],
  ['an empty set of actions', `${head}sets: { use: [] }\nrules: []\n`, '3:14 the set "use" is an empty list'],
  ['no sets', `${head}sets: {}\nrules: []\n`, '3:7 sets is an empty map'],
];

const values: readonly Case[] = [
  ['another case of an effect', rule({ effect: 'effect: Allow' }), '5:13 "Allow" is no effect; did you mean "allow"?'],
  ['a truth value as effect', rule({ effect: 'effect: yes' }), '5:13 "yes" is no effect; it is one of allow, deny'],
  [
    'an exception from an allow',
    rule({ extra: 'except: [user:bob]' }),
    '10:5 except stands only in a deny; write the exception as a deny rule of its own',
  ],
  ['one principal without a list', rule({ who: 'who: user:alice' }), '6:10 who is "user:alice"; write [user:alice]'],
  [
    'another word for everybody',
    rule({ who: 'who: everyone' }),
    '6:10 who is "everyone"; write all, or a list such as [user:alice, role:billing]',
  ],
  [
    'all in a list of principals',
    rule({ who: 'who: [all]' }),
    '6:11 "all" is no principal; for every principal write all instead of a list',
  ],
  [
    'a wildcard for principals',
    rule({ who: 'who: ["*"]' }),
    '6:11 "*" is no principal; for every principal write all instead of a list',
  ],
  [
    'a kind of principal that is near',
    rule({ who: 'who: [groups:ops]' }),
    '6:11 "groups:ops" is no principal; did you mean "group:ops"?',
  ],
  ['a principal of no kind', rule({ who: 'who: [alice]' }), `6:11 "alice" is no principal${otherPrincipal}`],
  [
    'a principal with a space',
    rule({ who: 'who: [user:al ice]' }),
    `6:11 "user:al ice" is no principal${otherPrincipal}`,
  ],
  [
    'a principal with a letter that only looks like one of ASCII',
    rule({ who: 'who: [user:аlice]' }),
    `6:11 "user:аlice" is no principal${otherPrincipal}`,
  ],
  ['a principal twice', rule({ who: 'who: [user:a, user:a]' }), '6:19 "user:a" is listed twice'],
  [
    'an action of another system',
    rule({ actions: 'actions: [kms:Decrypt]' }),
    '7:15 "kms:Decrypt" is no action; did you mean "kms:cmk:decryptData"?',
  ],
  [
    'another case of an action',
    rule({ actions: 'actions: [kms:cmk:encryptdata]' }),
    '7:15 "kms:cmk:encryptdata" is no action; did you mean "kms:cmk:encryptData"?',
  ],
  [
    'a wildcard in an action',
    rule({ actions: 'actions: [kms:cmk:*]' }),
    '7:15 "kms:cmk:*" is no action: wildcards are not part of the language; list the actions, or name them once in a set',
  ],
  [
    'an action of the host',
    rule({ actions: 'actions: [kms:vault:activatePolicy]' }),
    '7:15 "kms:vault:activatePolicy" is no action: what is under kms:vault is the host\'s alone, and no policy gives or refuses it',
  ],
  [
    'the manage of CASL',
    rule({ actions: 'actions: [manage]' }),
    '7:15 "manage" is no action; the operations and their actions are listed in the documentation of the vault',
  ],
  [
    'an unknown set',
    `${head}sets: { use: [kms:cmk:get] }\nrules:\n  - { id: a, effect: deny, who: all, actions: ["@us"], keys: all, reason: Because of this }\n`,
    '5:48 the document has no set "@us"; did you mean "@use"?',
  ],
  [
    'a set in a set',
    `${head}sets: { use: [kms:cmk:get], more: ["@use"] }\nrules: []\n`,
    '3:36 "@use" stands in a set; a set holds actions, not sets',
  ],
  [
    'an action that concerns no key, with keys',
    rule({ actions: 'actions: [kms:cmk:list, kms:cmk:get]' }),
    '7:15 kms:cmk:list concerns no single key, so it can be given only for all keys; move it to a rule of its own that says keys: all',
  ],
  [
    'such an action in a set',
    `${head}sets: { use: [kms::generateRandom, kms:cmk:get] }\nrules:\n  - { id: a, effect: deny, who: all, actions: ["@use"], keys: [alias/a], reason: Because of this }\n`,
    '5:48 kms::generateRandom (through "@use") concerns no single key, so it can be given only for all keys; move it to a rule of its own that says keys: all',
  ],
  [
    'a reason of seven characters',
    rule({ reason: 'reason: Because' }),
    '9:13 reason must be 8–300 characters that tell people why; it is "Because"',
  ],
  [
    'a reason that was cut at a number sign',
    rule({ reason: 'reason: See ticket #12 for the approval' }),
    '9:13 reason is followed by a comment: quote the text if "#" is a part of it, else put the comment on a line of its own',
  ],
  [
    'a reason of two lines',
    rule({ reason: 'reason: |\n      one line\n      another' }),
    '9:13 reason holds the character U+000A: it must be one line (write >- for text that is folded)',
  ],
  ['a list of reasons', rule({ reason: 'reason: [Because it must be so]' }), '9:13 reason must be text, not a list'],
  [
    'two rules of one id',
    `${head}rules:\n  - { id: a, effect: deny, who: all, actions: [kms:cmk:get], keys: all, reason: Because of this }\n  - { id: a, effect: allow, who: all, actions: [kms:cmk:get], keys: all, reason: Because of that }\n`,
    '5:5 the rule "test/a" exists already, in line 4; give one another id',
  ],
];

const selectors: readonly Case[] = [
  [
    'every key by a star',
    rule({ keys: 'keys: "*"' }),
    '8:11 keys is "*"; write all, or a list such as [alias/payments]',
  ],
  [
    'all in a list of keys',
    rule({ keys: 'keys: [all]' }),
    '8:12 "all" names no key: for every key write all instead of a list',
  ],
  [
    'an alias without its prefix',
    rule({ keys: 'keys: [payments]' }),
    '8:12 "payments" names no key: did you mean "alias/payments"?',
  ],
  [
    'an alias with a capital',
    rule({ keys: 'keys: [Alias/payments]' }),
    '8:12 "Alias/payments" names no key: did you mean "alias/payments"?',
  ],
  [
    'a key id in upper case',
    rule({ keys: 'keys: [6F1C2A90-55D1-4C1E-9A42-7BE0D2A4C7E1]' }),
    '8:12 "6F1C2A90-55D1-4C1E-9A42-7BE0D2A4C7E1" names no key: key ids are in lower case',
  ],
  [
    'an alias with a letter that only looks like one of ASCII',
    rule({ keys: 'keys: [alias/pаyments]' }),
    '8:12 "alias/pаyments" names no key: an alias is alias/ and 1–255 characters of A–Z a–z 0–9 : / _ -',
  ],
  [
    'a URN of another form',
    rule({ keys: 'keys: ["kms:eu:dom:key:4555"]' }),
    '8:12 "kms:eu:dom:key:4555" names no key: write a key id, alias/name, alias/prefix/* (one level), alias/prefix/** (any depth), a URN, or { tags: … }',
  ],
  ['a star alone', rule({ keys: 'keys: ["*"]' }), `8:12 "*" ${noPattern}`],
  ['a star for all aliases', rule({ keys: 'keys: [alias/*]' }), `8:12 "alias/*" ${noPattern}`],
  ['a star in the middle', rule({ keys: 'keys: [alias/*/payments]' }), `8:12 "alias/*/payments" ${noPattern}`],
  ['a star inside a segment', rule({ keys: 'keys: [alias/pay*]' }), `8:12 "alias/pay*" ${noPattern}`],
  ['two stars in the middle', rule({ keys: 'keys: [alias/a/**/b/*]' }), `8:12 "alias/a/**/b/*" ${noPattern}`],
  ['three stars', rule({ keys: 'keys: [alias/a/***]' }), `8:12 "alias/a/***" ${noPattern}`],
  ['a star in a URN', rule({ keys: 'keys: ["kms:eu:dom:alias:a/*"]' }), `8:12 "kms:eu:dom:alias:a/*" ${noPattern}`],
  [
    'a regular expression',
    rule({ keys: 'keys: [{ regex: "^alias/(a+)+$" }]' }),
    '8:14 a key selector has no member "regex"; it has tags, keySpec, keyUsage, origin, keyState, region',
  ],
  [
    'an operator of MongoDB in a tag',
    rule({ keys: 'keys: [{ tags: { env: { $ne: prod } } }]' }),
    '8:27 the tag "env" must be a list, not a map',
  ],
  [
    'a tag beside tags',
    rule({ keys: 'keys: [{ env: prod }]' }),
    '8:14 a key selector has no member "env"; it has tags, keySpec, keyUsage, origin, keyState, region',
  ],
  [
    'a usage that does not exist',
    rule({ keys: 'keys: [{ keyUsage: SIGN }]' }),
    '8:24 "SIGN" is no key usage; did you mean "SIGN_VERIFY"?',
  ],
  [
    'an origin in upper case',
    rule({ keys: 'keys: [{ origin: KMS }]' }),
    '8:22 "KMS" is no origin; did you mean "kms"?',
  ],
  [
    'a key spec in lower case',
    rule({ keys: 'keys: [{ keySpec: aes_256 }]' }),
    '8:23 keySpec must be a key spec, such as AES_256 (2–32 characters of A–Z 0–9 _); it is "aes_256"',
  ],
  ['a selector twice', rule({ keys: 'keys: [alias/a, alias/a]' }), '8:21 "alias/a" is listed twice'],
];

const syntax: readonly Case[] = [
  [
    'an anchor',
    `${head}rules: &r []\n`,
    '3:8 anchors (&name) are not part of the policy language; write the value out',
  ],
  [
    'an alias',
    rule({ who: 'who: *w' }),
    '6:10 YAML aliases (*name) are not part of the policy language; write the value out, or use a set of actions',
  ],
  [
    'a merge key',
    `${head}rules: []\n<<: { owners: [me] }\n`,
    '4:1 merge keys (<<) are not part of the policy language; write the members out',
  ],
  [
    'a tag of a type',
    rule({ effect: 'effect: !!str allow' }),
    '5:13 tags (!name) are not part of the policy language, every value is text; quote text that starts with !',
  ],
  [
    "a tag of one's own, which would leave empty text",
    rule({ keys: 'keys: [!alias/payments]' }),
    '8:12 tags (!name) are not part of the policy language, every value is text; quote text that starts with !',
  ],
  ['a directive', `%YAML 1.1\n---\n${head}rules: []\n`, '1:1 directives (%NAME) are not part of the policy language'],
  [
    'a second document',
    `${head}rules: []\n---\n${head}rules: []\n`,
    '4:1 a file holds one document; move what follows --- to a file of its own',
  ],
  [
    'an end mark',
    `${head}rules: []\n...\n${head}rules: []\n`,
    '4:1 the mark ... is not part of the policy language; a file holds one document',
  ],
  ['a duplicate member', `${head}rules: []\nname: other\n`, '4:1 "name" is written twice; keep one'],
  [
    'a duplicate member in JSON',
    '{"policy": "chatelaine/v1", "name": "a", "name": "b", "rules": []}',
    '1:42 "name" is written twice; keep one',
  ],
  [
    'a duplicate member by an escape in JSON',
    '{"policy": "chatelaine/v1", "name": "a", "nam\\u0065": "b", "rules": []}',
    '1:42 "name" is written twice; keep one',
  ],
  ['a duplicate effect', rule({ extra: 'effect: deny' }), '10:5 "effect" is written twice; keep one'],
  [
    'a member called __proto__',
    `${head}rules: []\n__proto__: { effect: allow }\n`,
    '4:1 the name __proto__ is refused',
  ],
  [
    'a tag called __proto__',
    rule({ keys: 'keys: [{ tags: { env: prod, __proto__: prod } }]' }),
    '8:33 the name __proto__ is refused',
  ],
  ['a member whose name is a list', `${head}rules: []\n? [a, b]\n: c\n`, '4:3 the name of a member must be text'],
  [
    'a tab as indentation',
    `${head}rules:\n\t- id: a\n`,
    '4:1 not well-formed YAML: Tabs are not allowed as indentation',
  ],
  [
    'a bracket that is never closed',
    `${head}rules: [\n`,
    '4:1 not well-formed YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'a quotation that is never closed',
    `${head}rules: []\ndescription: "abc\n`,
    '5:1 not well-formed YAML: Missing closing "quote',
  ],
  [
    'a nested map on one line',
    rule({ effect: 'effect: allow: deny' }),
    '5:13 not well-formed YAML: Nested mappings are not allowed in compact mappings',
  ],
  ['a zero-width space', rule({ who: 'who: [user:al\u200Bice]' }), `6:18 ${unseen('U+200B')}`],
  ['text that runs from right to left', rule({ reason: 'reason: Because \u202Eso' }), `9:21 ${unseen('U+202E')}`],
  ['an isolate in a comment', `${head}# \u2066 hidden\nrules: []\n`, `3:3 ${unseen('U+2066')}`],
  ['a no-break space as indentation', `${head}rules: []\n\u00A0owners: [a]\n`, `4:1 ${unseen('U+00A0')}`],
  ['a control character', `${head}rules: []\u0000\n`, `3:10 ${unseen('U+0000')}`],
  ['a byte order mark', `\uFEFF${head}rules: []\n`, `1:1 ${unseen('U+FEFF')}`],
  ['a line separator', `${head}rules: []\u2028\n`, `3:10 ${unseen('U+2028')}`],
  ['a carriage return that ends no line', `${head}rules: []\rname: b\n`, `3:10 ${unseen('U+000D')}`],
  ['a soft hyphen', rule({ keys: 'keys: [alias/pay\u00ADments]' }), `8:21 ${unseen('U+00AD')}`],
  ['a filler that looks like nothing', rule({ id: 'id: a\u3164' }), `4:10 ${unseen('U+3164')}`],
  ['half a surrogate pair', rule({ reason: 'reason: Because \uD83D so' }), `9:21 ${unseen('U+D83D')}`],
  [
    'an escape that makes a hidden character',
    rule({ keys: 'keys: ["alias/pay\\u200bments"]' }),
    '8:12 the escape in "alias/pay<U+200B>ments" makes the hidden character U+200B; remove it',
  ],
  [
    'an escape that makes a null character',
    rule({ who: 'who: ["user:alice\\0"]' }),
    '6:11 the escape in "user:alice<U+0000>" makes the hidden character U+0000; remove it',
  ],
];

describe.each([
  ['members that are missing or unknown', members],
  ['empty members', empties],
  ['values that say nothing', values],
  ['selectors that name no key', selectors],
  ['syntax that hides something', syntax],
])('%s:', (_group, cases) => {
  test.each(cases)('%s is refused', (_name, text, problem) => {
    expect(problemsOf(text)[0]).toBe(`test.yaml:${problem}`);
    const load = (): unknown => loadPolicyDocuments([{ name: 'test.yaml', text }]);
    expect(load).toThrow(expect.toSatisfy((error) => VaultError.is(error, 'InvalidPolicy')));
  });
});

test('a comment may follow what is quoted, and what is no prose', () => {
  const text = rule({ reason: 'reason: "Because it must be so" # who asks?', effect: 'effect: allow # for now' });
  expect(problemsOf(text)).toEqual([]);
});

test('the rule that the cases spoil is sound as such', () => {
  expect(problemsOf(rule())).toEqual([]);
});

test('text that YAML readers take for something else stays text', () => {
  const tags = '{ a: no, b: 3e5, c: 0x1f, d: 1.20, e: 2026-01-01, f: 12345678901234567890, g: "null", h: true }';
  const { rules } = loadPolicyDocuments([{ name: 'test.yaml', text: rule({ keys: `keys: [{ tags: ${tags} }]` }) }]);
  expect(rules[0]?.keys).toEqual([
    {
      type: 'attributes',
      tags: [
        ['a', 'no'],
        ['b', '3e5'],
        ['c', '0x1f'],
        ['d', '1.20'],
        ['e', '2026-01-01'],
        ['f', '12345678901234567890'],
        ['g', 'null'],
        ['h', 'true'],
      ].map(([name, value]) => ({ name, values: [value] })),
    },
  ]);
});
