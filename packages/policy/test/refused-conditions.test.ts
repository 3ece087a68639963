import { describe, expect, test } from 'vitest';
import { documentWithRule, problemsOf } from './documents.ts';

/** A deny with one more member, in line 10. */
const deny = (member: string): string => documentWithRule({ effect: 'effect: deny', extra: member });
const allow = (member: string): string => documentWithRule({ extra: member });
const when = (conditions: string): string => deny(`when: ${conditions}`);

/** What it is, the document, and the first problem without the name of the document. */
type Case = readonly [name: string, text: string, problem: string];

const network = 'a network is an address and a length, such as 10.0.0.0/8 or fd00::/8';
const moment = 'a day, such as 2027-01-31, or a moment with its offset, such as 2027-01-31T17:30Z';

const shapes: readonly Case[] = [
  ['no conditions', when('{}'), '10:11 when is an empty map'],
  ['conditions left empty', deny('when:'), '10:10 when is empty; give a map'],
  ['a list of conditions', when('[mfa]'), '10:11 when must be a map, not a list'],
  [
    'an unknown condition',
    when('{ weather: fine }'),
    /^10:13 when has no member "weather"; it has encryptionContext, /u.source,
  ],
  [
    'a misspelt condition',
    when('{ encryptioncontext: { has: [a] } }'),
    '10:13 when has no member "encryptioncontext"; did you mean "encryptionContext"?',
  ],
  ['a condition of another tool', when('{ $or: [] }'), /^10:13 when has no member "\$or"; it has/u.source],
  [
    'an attribute of the key alone',
    when('{ origin: kms }'),
    '10:13 when has no member "origin": write key: { origin: … }',
  ],
  ['an address alone', when('{ ip: 10.0.0.1 }'), '10:13 when has no member "ip": write source: { cidr: […] }'],
  ['an empty condition', when('{ mfa: {} }'), '10:18 the condition mfa is an empty map'],
  ['a condition that is true', when('{ mfa: true }'), '10:18 the condition mfa must be a map, not text'],
  [
    'an unknown member of a condition',
    when('{ mfa: { maxAge: 300 } }'),
    '10:20 the condition mfa has no member "maxAge"; did you mean "maxAgeSeconds"?',
  ],
  [
    'unless in an allow',
    allow('unless: { mfa: { maxAgeSeconds: 9 } }'),
    /^10:5 unless stands only in a deny; write/u.source,
  ],
  [
    'a condition on the key for an action without one',
    documentWithRule({
      effect: 'effect: deny',
      actions: 'actions: [kms:cmk:list]',
      keys: 'keys: all',
      extra: 'when: { key: { origin: kms } }',
    }),
    /^7:15 kms:cmk:list concerns no single key, so it can be given only for all keys/u.source,
  ],
];

const numbers: readonly Case[] = [
  ...['3e5', '0x1f', '1.0', '-1', '+1', '010', '300s', '5 minutes', '1_000', '9007199254740993', '0'].map(
    (text): Case => [
      `${text} seconds`,
      when(`{ mfa: { maxAgeSeconds: ${text} } }`),
      `10:35 the condition mfa: maxAgeSeconds must be a whole number of 1–31,536,000; it is "${text}"`.replace(
        'the condition mfa: ',
        '',
      ),
    ],
  ),
  ['seconds left empty', when('{ mfa: { maxAgeSeconds: } }'), '10:35 maxAgeSeconds is empty; give text'],
  ['no approvals', when('{ approvals: { min: 0 } }'), '10:31 min must be a whole number of 1–64; it is "0"'],
  [
    'approvals without a number',
    when('{ approvals: { role: a } }'),
    '10:24 the condition approvals lacks the member "min"',
  ],
  [
    'a role with its kind',
    when('{ approvals: { min: 2, role: "role:custodian" } }'),
    /^10:40 role must be the name of a role without role:, 1–128/u.source,
  ],
];

const sources: readonly Case[] = [
  [
    'a network that ends within',
    when('{ source: { cidr: [10.1.2.3/8] } }'),
    '10:30 "10.1.2.3/8" is no network; did you mean "10.0.0.0/8"?',
  ],
  [
    'an address',
    when('{ source: { cidr: [10.1.2.3] } }'),
    '10:30 "10.1.2.3" is no network; one address is "10.1.2.3/32"',
  ],
  ['an IPv6 address', when('{ source: { cidr: ["::1"] } }'), '10:30 "::1" is no network; one address is "::1/128"'],
  [
    'IPv6 written long',
    when('{ source: { cidr: ["FD00:0:0::/8"] } }'),
    '10:30 "FD00:0:0::/8" is no network; did you mean "fd00::/8"?',
  ],
  ['a long length', when('{ source: { cidr: [10.0.0.0/33] } }'), `10:30 "10.0.0.0/33" is no network; ${network}`],
  [
    'a net mask',
    when('{ source: { cidr: [10.0.0.0/255.0.0.0] } }'),
    `10:30 "10.0.0.0/255.0.0.0" is no network; ${network}`,
  ],
  ['an octal address', when('{ source: { cidr: [010.0.0.0/8] } }'), `10:30 "010.0.0.0/8" is no network; ${network}`],
  ['a name', when('{ source: { cidr: [localhost] } }'), `10:30 "localhost" is no network; ${network}`],
  [
    'all mapped addresses',
    when('{ source: { cidr: ["::ffff:0:0/96"] } }'),
    /^10:30 "::ffff:0:0\/96" is no network; an IPv4 network is written as such/u.source,
  ],
  [
    'a mapped network',
    when('{ source: { cidr: ["::ffff:10.0.0.0/104"] } }'),
    /^10:30 "::ffff:10.0.0.0\/104" is no network; an IPv4 network is written as such/u.source,
  ],
  ['text instead of networks', when('{ source: { cidr: 10.0.0.0/8 } }'), '10:29 cidr must be a list, not text'],
  ['no networks', when('{ source: { cidr: [] } }'), '10:29 cidr is an empty list'],
  ['a network twice', when('{ source: { cidr: [10.0.0.0/8, 10.0.0.0/8] } }'), '10:42 "10.0.0.0/8" is listed twice'],
];

const times: readonly Case[] = [
  ['no zone', when('{ time: { days: [mon] } }'), '10:19 the condition time lacks the member "zone"'],
  ['a zone alone', when('{ time: { zone: UTC } }'), '10:21 the condition time says no time; give days, or from and to'],
  [
    'another spelling of a zone',
    when('{ time: { days: [mon], zone: europe/berlin } }'),
    '10:40 "europe/berlin" is no time zone; did you mean "Europe/Berlin"?',
  ],
  [
    'an unknown zone',
    when('{ time: { days: [mon], zone: Europe/Berlim } }'),
    '10:40 "Europe/Berlim" is no time zone; did you mean "Europe/Berlin"?',
  ],
  [
    'an offset',
    when('{ time: { days: [mon], zone: "+01:00" } }'),
    '10:40 "+01:00" is no time zone; zones have names such as Europe/Berlin, or UTC',
  ],
  [
    'an unknown day',
    when('{ time: { days: [monday], zone: UTC } }'),
    '10:28 "monday" is no day; it is one of mon, tue, wed, thu, fri, sat, sun',
  ],
  [
    'a from without a to',
    when('{ time: { from: "07:00", zone: UTC } }'),
    '10:21 the condition time has a "from" without a "to"',
  ],
  [
    'a to without a from',
    when('{ time: { to: "07:00", zone: UTC } }'),
    '10:21 the condition time has a "to" without a "from"',
  ],
  [
    'the same time twice',
    when('{ time: { from: "07:00", to: "07:00", zone: UTC } }'),
    '10:36 from and to are the same time; for the whole day leave both out',
  ],
  [
    'an hour without its zero',
    when('{ time: { from: "7:00", to: "19:00", zone: UTC } }'),
    '10:27 from must be a time of day, such as "07:00"; it is "7:00"',
  ],
  [
    'an hour that does not exist',
    when('{ time: { from: "07:00", to: "24:01", zone: UTC } }'),
    '10:40 to must be a time of day, such as "19:00", up to "24:00"; it is "24:01"',
  ],
  ['a day that does not exist', deny('until: 2027-02-30'), `10:12 until must be ${moment}; it is "2027-02-30"`],
  ['a month that does not exist', deny('from: 2027-13-01'), `10:11 from must be ${moment}; it is "2027-13-01"`],
  [
    'a moment without its offset',
    deny('until: 2027-02-28T17:30'),
    `10:12 until must be ${moment}; it is "2027-02-28T17:30"`,
  ],
  ['a day in another order', deny('until: 31.01.2027'), `10:12 until must be ${moment}; it is "31.01.2027"`],
  [
    'an end before the beginning',
    documentWithRule({ from: 'from: 2027-01-31', until: 'until: 2027-01-30' }),
    '11:5 until is not later than from, so the rule would never hold',
  ],
];

const contexts: readonly Case[] = [
  [
    'require instead of has',
    when('{ encryptionContext: { require: [a] } }'),
    '10:34 the condition encryptionContext has no member "require": write has',
  ],
  ['no pairs', when('{ encryptionContext: { equals: {} } }'), '10:42 equals is an empty map'],
  [
    'a pair without values',
    when('{ encryptionContext: { equals: { a: [] } } }'),
    '10:47 the pair "a" is an empty list',
  ],
  ['a pair left empty', when('{ encryptionContext: { equals: { a: } } }'), '10:47 the pair "a" is empty; give a list'],
  [
    'a pair in a pair',
    when('{ encryptionContext: { equals: { a: { b: c } } } }'),
    '10:47 the pair "a" must be a list, not a map',
  ],
  [
    'a pair called __proto__',
    when('{ encryptionContext: { equals: { a: b, __proto__: a } } }'),
    '10:50 the name __proto__ is refused',
  ],
  ['a name twice', when('{ encryptionContext: { only: [a, a] } }'), '10:44 "a" is listed twice'],
];

const variables: readonly Case[] = [
  ...['${tenant}', '${request.ip}', '${principal}', '${principal.}', '${principal.a b}', '${}'].map((text): Case => [
    text,
    when(`{ encryptionContext: { equals: { a: "${text}" } } }`),
    `10:47 "${text}" is no variable; there are \${principal.id} and \${principal.<attribute>}, and no other use of \${`,
  ]),
  [
    'a variable with spaces',
    when('{ encryptionContext: { equals: { a: "${ principal.a }" } } }'),
    '10:47 "${ principal.a }" is no variable; did you mean "principal"?',
  ],
  [
    'a misspelt variable',
    when('{ encryptionContext: { equals: { a: "${princpal.tenant}" } } }'),
    '10:47 "${princpal.tenant}" is no variable; did you mean "principal"?',
  ],
  [
    'a variable that is not closed',
    when('{ encryptionContext: { equals: { a: "${principal.tenant" } } }'),
    /^10:47 "\$\{" is no variable; there are/u.source,
  ],
  [
    'a variable in a selector',
    documentWithRule({ keys: 'keys: [{ tags: { tenant: "${principal.tenant}" } }]' }),
    /^8:30 the tag "tenant" holds a variable; keys are found by their tags, so write it as a condition/u.source,
  ],
];

const facts: readonly Case[] = [
  ['an unknown purpose', when('{ purpose: datakey }'), '10:22 "datakey" is no purpose; did you mean "dataKey"?'],
  ['an unknown message type', when('{ messageType: raw }'), '10:26 "raw" is no message type; did you mean "RAW"?'],
  [
    'an algorithm in lower case',
    when('{ algorithm: rsa }'),
    /^10:24 algorithm must be the name of an algorithm, such as/u.source,
  ],
  [
    'an unknown key state',
    when('{ key: { keyState: ACTIVE } }'),
    /^10:30 "ACTIVE" is no key state; it is one of ENABLED/u.source,
  ],
  ['a region in upper case', when('{ key: { region: EU } }'), '10:28 "EU" is no region: 1–64 characters of a–z 0–9 -'],
  [
    'a short name of an attribute',
    when('{ key: { state: ENABLED } }'),
    '10:20 the condition key has no member "state": write keyState',
  ],
  [
    'a role as grantee',
    when('{ grant: { grantee: ["role:a"] } }'),
    /^10:32 a principal must be one principal: user:, service: or/u.source,
  ],
  [
    'an unknown action of a grant',
    when('{ grant: { operations: [kms:cmk:Decrypt] } }'),
    '10:35 "kms:cmk:Decrypt" is no action; did you mean "kms:cmk:decryptData"?',
  ],
  [
    'an attribute beside attributes',
    when('{ principal: { attributes: { a: b }, tenant: a } }'),
    /^10:48 the condition principal has no member "tenant"/u.source,
  ],
];

describe.each([
  ['shape', shapes],
  ['numbers', numbers],
  ['sources', sources],
  ['times', times],
  ['encryption contexts', contexts],
  ['variables', variables],
  ['facts', facts],
])('conditions, %s:', (_group, cases) => {
  test.each(cases)('%s is refused', (_name, text, problem) => {
    const [first = ''] = problemsOf(text);
    if (problem.startsWith('^')) expect(first.replace('test.yaml:', '')).toMatch(new RegExp(problem, 'u'));
    else expect(first).toBe(`test.yaml:${problem}`);
  });
});

test('several mistakes are told at once, each in its place', () => {
  const text = deny(
    [
      'when: { mfa: { maxAgeSeconds: soon }, time: { days: [fry], zone: UTC } }',
      '    unless: { sorce: { cidr: [10.0.0.0/8] }, approvals: { min: none } }',
    ].join('\n'),
  );
  expect(problemsOf(text)).toEqual([
    'test.yaml:10:35 maxAgeSeconds must be a whole number of 1–31,536,000; it is "soon"',
    'test.yaml:10:58 "fry" is no day; did you mean "fri"?',
    'test.yaml:11:15 unless has no member "sorce"; did you mean "source"?',
    'test.yaml:11:64 min must be a whole number of 1–64; it is "none"',
  ]);
});

test('zones that are links or have no city are zones', () => {
  for (const zone of ['UTC', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata']) {
    expect(problemsOf(when(`{ time: { days: [mon], zone: ${zone} } }`))).toEqual([]);
  }
});
