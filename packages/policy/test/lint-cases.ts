import type { LintCode } from '@chatelaine/policy/lint';

/** What a rule of lint finds, and the nearest that it must leave alone. */
export interface LintCase {
  readonly code: LintCode;
  readonly what: string;
  readonly found: LintText;
  readonly clean: LintText;
  /** Of the one finding. */
  readonly line: number;
  readonly near?: string;
}

export interface LintText {
  /** Rules, as lines from line 4 on. */
  readonly rules: string;
  readonly sets?: string;
  /** Aliases that are pinned. */
  readonly pins?: readonly string[];
  /** Keys, principals and cases of a file of tests. */
  readonly tests?: string;
}

/** A rule of one line. */
export function rule(id: string, members: string): string {
  const given = Object.entries({ effect: 'allow', who: '[role:user]', actions: '[kms:cmk:get]', keys: '[alias/a]' })
    .filter(([name]) => !new RegExp(`\\b${name}:`).test(members))
    .map(([name, value]) => `${name}: ${value}`);
  return `  - { id: ${id}, ${[...given, members, 'reason: Because it must be so'].filter((part) => part !== '').join(', ')} }\n`;
}

const keys = (written: string, cases = 'who: user, key: k, expect: { kms:cmk:get: allow }'): string =>
  `principals: { user: { id: user:u, roles: [user] } }\nkeys: { k: ${written} }\ncases: [{ name: c, ${cases} }]\n`;

export const lintCases: readonly LintCase[] = [
  {
    code: 'P101',
    what: 'an allow for all keys',
    found: { rules: rule('a', 'keys: all') },
    clean: { rules: rule('a', 'keys: all, actions: [kms:cmk:list]') + rule('b', 'effect: deny, keys: all') },
    line: 4,
  },
  {
    code: 'P102',
    what: 'an allow for everybody',
    found: { rules: rule('a', 'who: all') },
    clean: { rules: rule('a', 'effect: deny, who: all') },
    line: 4,
  },
  {
    code: 'P103',
    what: 'an allow for a tree of aliases',
    found: { rules: rule('a', 'keys: [alias/a/**]') },
    clean: { rules: rule('a', 'keys: [alias/a/*]') + rule('b', 'effect: deny, who: [role:b], keys: [alias/a/**]') },
    line: 4,
  },
  {
    code: 'P104',
    what: 'grants without conditions',
    found: { rules: rule('a', 'actions: [kms:cmk:createGrant]') },
    clean: { rules: rule('a', 'actions: [kms:cmk:createGrant], when: { mfa: { maxAgeSeconds: 60 } }') },
    line: 4,
  },
  {
    code: 'P201',
    what: 'a selector of no key',
    found: { rules: rule('a', 'keys: [{ tags: { env: prod } }]'), tests: keys('{ tags: { env: test } }') },
    clean: { rules: rule('a', 'keys: [{ tags: { env: prod } }]'), tests: keys('{ unknown: [tags] }') },
    line: 4,
  },
  {
    code: 'P202',
    what: 'an alias of no key',
    found: { rules: rule('a', 'keys: [alias/paymnets]'), tests: keys('{ aliases: [alias/payments] }') },
    clean: { rules: rule('a', 'keys: [alias/payments]'), tests: keys('{ aliases: [alias/payments] }') },
    line: 4,
    near: 'alias/payments',
  },
  {
    code: 'P203',
    what: 'a rule that is over',
    found: { rules: rule('a', 'until: 2026-01-31') },
    clean: { rules: rule('a', 'until: 2026-02-01') },
    line: 4,
  },
  {
    code: 'P204',
    what: 'a set that nobody uses',
    found: { rules: rule('a', ''), sets: '{ x: [kms:cmk:get] }' },
    clean: { rules: rule('a', 'actions: ["@x"]'), sets: '{ x: [kms:cmk:get] }' },
    line: 2,
  },
  {
    code: 'P205',
    what: 'an acceptance of nothing',
    found: { rules: rule('a', 'labels: [accept-p101]') },
    clean: { rules: rule('a', 'keys: all, labels: [accept-p101]') },
    line: 4,
  },
  {
    code: 'P301',
    what: 'an allow inside two denies',
    found: {
      rules:
        rule('a', 'actions: [kms:cmk:get, kms:cmk:sign], keys: [alias/a/b]') +
        rule('b', 'effect: deny, who: all, actions: [kms:cmk:get], keys: [alias/a/*]') +
        rule('c', 'effect: deny, actions: [kms:cmk:sign], keys: all'),
    },
    clean: {
      rules:
        rule('a', 'actions: [kms:cmk:get, kms:cmk:sign], keys: [alias/a/b]') +
        rule('b', 'effect: deny, who: all, except: [group:g], actions: [kms:cmk:get], keys: [alias/a/*]') +
        rule('c', 'effect: deny, actions: [kms:cmk:sign], keys: all, unless: { mfa: { maxAgeSeconds: 9 } }'),
    },
    line: 4,
  },
  {
    code: 'P302',
    what: 'an allow inside another',
    found: {
      rules:
        rule('a', 'when: { mfa: { maxAgeSeconds: 9 } }, until: 2027-01-01') +
        rule('b', 'actions: [kms:cmk:get, kms:cmk:sign], keys: [alias/b, alias/a], until: 2027-01-02'),
    },
    clean: {
      rules:
        rule('a', 'until: 2027-01-03') +
        rule('b', 'actions: [kms:cmk:get, kms:cmk:sign], until: 2027-01-02') +
        rule('c', 'when: { source: { cidr: [10.0.0.0/8] } }, until: 2028-01-03'),
    },
    line: 4,
    near: 'test/b',
  },
  {
    code: 'P303',
    what: 'the same rule twice',
    found: { rules: rule('a', 'keys: [alias/a, alias/b]') + rule('b', 'keys: [alias/b, alias/a]') },
    clean: { rules: rule('a', 'keys: [alias/a, alias/b]') + rule('b', 'keys: [alias/b, alias/c]') },
    line: 5,
    near: 'test/a',
  },
  {
    code: 'P401',
    what: 'somebody who moves an alias to a key and may then use it',
    found: {
      rules:
        rule('use', 'actions: [kms:cmk:decryptData]') +
        rule('move', 'actions: [kms:alias:associate], keys: [{ tags: { env: test } }]'),
    },
    clean: {
      rules:
        rule('use', 'actions: [kms:cmk:decryptData]') +
        rule('move', 'who: [role:mover], actions: [kms:alias:associate], keys: [{ tags: { env: test } }]'),
    },
    line: 5,
  },
  {
    code: 'P402',
    what: 'an alias that is not pinned',
    found: { rules: rule('a', 'keys: [alias/a, alias/paymnets]'), pins: ['alias/a', 'alias/payments'] },
    clean: {
      rules: rule('a', 'keys: [alias/a, alias/b/*]') + rule('b', 'effect: deny, who: all, keys: [alias/c]'),
      pins: ['alias/a'],
    },
    line: 4,
    near: 'alias/payments',
  },
  {
    code: 'P501',
    what: 'use and administration in one hand',
    found: { rules: rule('a', 'actions: [kms:cmk:sign]') + rule('b', 'actions: [kms:cmk:disable]') },
    clean: { rules: rule('a', 'actions: [kms:cmk:sign]') + rule('b', 'actions: [kms:cmk:disable], keys: [alias/b]') },
    line: 5,
  },
  {
    code: 'P601',
    what: 'names that look alike',
    found: { rules: rule('a', 'keys: [alias/payments]') + rule('b', 'keys: [alias/payrnents]') },
    clean: { rules: rule('a', 'keys: [alias/payments]') + rule('b', 'keys: [alias/payments/x]') },
    line: 5,
    near: 'alias/payments',
  },
  {
    code: 'T102',
    what: 'a denial by default that nobody explains',
    found: {
      rules: rule('a', ''),
      tests: keys('{ aliases: [alias/a] }', 'who: user, key: k, expect: { kms:cmk:sign: deny }'),
    },
    clean: {
      rules: rule('a', ''),
      tests: keys(
        '{ aliases: [alias/a] }',
        'who: user, key: k, expect: { kms:cmk:sign: deny }, because: { kms:cmk:sign: default }',
      ),
    },
    line: 5,
  },
  {
    code: 'T103',
    what: 'a case without the context that a rule asks for',
    found: {
      rules: rule('a', 'when: { mfa: { maxAgeSeconds: 9 } }'),
      tests: keys(
        '{ aliases: [alias/a] }',
        'who: user, key: k, expect: { kms:cmk:get: deny }, because: { kms:cmk:get: default }',
      ),
    },
    clean: {
      rules: rule('a', 'when: { key: { tags: { x: y } } }'),
      tests: keys(
        '{ aliases: [alias/a], unknown: [tags] }',
        'who: user, key: k, expect: { kms:cmk:get: deny }, because: { kms:cmk:get: default }',
      ),
    },
    line: 5,
  },
];
