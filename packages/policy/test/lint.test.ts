import { actions as allActions, keylessActions } from '@chatelaine/core';
import { loadPolicyDocuments } from '@chatelaine/policy';
import {
  acceptingLabel,
  formatSarif,
  isAtLeast,
  type LintCode,
  lintCodes,
  type LintFinding,
  type LintInput,
  lintPolicies,
  sarifLog,
} from '@chatelaine/policy/lint';
import { loadPolicyTests } from '@chatelaine/policy/testing';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { lintCases, type LintText, rule } from './lint-cases.ts';

function lint({ rules, sets, tests, pins }: LintText, others: Partial<LintInput> = {}): readonly LintFinding[] {
  const head = sets === undefined ? 'name: test' : `sets: ${sets}\nname: test`;
  const text = `policy: chatelaine/v1\n${head}\nrules:\n${rules}`;
  const policies = loadPolicyDocuments([{ name: 'a.policy.yaml', text }]);
  const files =
    tests === undefined
      ? []
      : loadPolicyTests([{ name: 'a.test.yaml', text: `tests: chatelaine/v1\nof: [a.policy.yaml]\n${tests}` }]);
  const now = Date.parse('2026-02-01T00:00:00Z');
  const pinned = pins && new Map(pins.map((alias) => [alias, '6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1']));
  return lintPolicies({
    policies,
    tests: files.map((file) => ({ tests: file, policies })),
    now,
    pins: pinned,
    ...others,
  });
}

function findings(code: LintCode, text: LintText): readonly LintFinding[] {
  return lint(text).filter((finding) => finding.code === code);
}

test('every code has a case here', () => {
  expect(lintCases.map(({ code }) => code)).toEqual(lintCodes.map(({ code }) => code));
});

describe.each(lintCases)('$code: $what', ({ code, found, clean, line, near }) => {
  test('is found once, in its place, with a sentence and a fix', () => {
    const told = findings(code, found);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      level: code === 'P401' ? 'error' : 'warning',
      position: { document: code.startsWith('T') ? 'a.test.yaml' : 'a.policy.yaml', line },
      isAccepted: false,
    });
    expect(told[0]?.near).toBe(near);
    expect(told[0]?.message).toMatch(/^\S.*[.?]$/);
    expect(told[0]?.fix).toMatch(/^\S.*\.$/);
  });

  test('is not found in what is nearly so', () => {
    expect(findings(code, clean)).toEqual([]);
  });
});

describe('P401', () => {
  const use = rule('use', 'actions: [kms:cmk:decryptData], keys: [{ tags: { team: a } }]');
  const escalation = (rules: string): readonly string[] => findings('P401', { rules }).map(({ message }) => message);

  test('finds who may set a tag that gives rights', () => {
    const tag = rule('tag', 'actions: [kms:cmk:tag], keys: all');
    expect(escalation(use + tag)).toEqual([
      expect.stringMatching(/^role:user may, by kms:cmk:tag, set team=a on .* gains kms:cmk:decryptData on it\.$/),
    ]);
  });

  test('finds who may take away the name or the tag by which a deny holds', () => {
    const all = rule('use', 'actions: [kms:cmk:decryptData], keys: all');
    const untag = rule('untag', 'actions: [kms:cmk:untag, kms:alias:delete], keys: all');
    const deny = 'effect: deny, who: all, actions: [kms:cmk:decryptData]';
    expect(escalation(all + untag + rule('no', `${deny}, keys: [{ tags: { env: prod } }]`))).toEqual([
      expect.stringContaining('by kms:cmk:untag, remove the tag env from a key tagged env=prod'),
    ]);
    expect(escalation(all + untag + rule('no', `${deny}, keys: [alias/prod]`))).toEqual([
      expect.stringContaining('by kms:alias:delete, take alias/prod from the key of alias/prod'),
    ]);
  });

  test('is quiet where a deny takes the change, or the gain, away', () => {
    const tag = rule('tag', 'actions: [kms:cmk:tag], keys: all');
    const deny = 'effect: deny, who: all, keys: all';
    expect(escalation(use + tag + rule('no', `${deny}, actions: [kms:cmk:tag]`))).toEqual([]);
    expect(escalation(use + tag + rule('no', `${deny}, actions: [kms:cmk:decryptData]`))).toEqual([]);
    expect(
      escalation(use + tag + rule('no', `${deny}, actions: [kms:cmk:tag], when: { algorithm: [X_Y] }`)),
    ).toHaveLength(1);
  });

  test('looks at principals of the tests, who have several roles', () => {
    const rules =
      rule('use', 'actions: [kms:cmk:decryptData]') +
      rule('move', 'who: [role:mover], actions: [kms:alias:associate], keys: all');
    const tests =
      'principals: { both: { id: user:b, roles: [user, mover] } }\ncases: [{ name: c, who: both, expect: { kms:cmk:list: deny } }]\n';
    expect(findings('P401', { rules })).toEqual([]);
    expect(findings('P401', { rules, tests }).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^user:b may/),
    ]);
  });
});

test('of two names that look alike, the one further down is told, whatever its rule is called', () => {
  const rules = rule('z', 'who: [role:ops]') + rule('a', 'who: [role:0ps]');
  expect(findings('P601', { rules })).toMatchObject([{ rule: 'test/a', near: 'role:ops', position: { line: 5 } }]);
});

test('without pins nothing is said of them', () => {
  expect(findings('P402', { rules: rule('a', '') })).toEqual([]);
});

test('which duties are apart can be said', () => {
  const rules = rule('a', 'actions: [kms:cmk:sign]') + rule('b', 'actions: [kms:cmk:disable]');
  const duties = { use: ['kms:cmk:sign'], administer: ['kms:cmk:tag'] };
  expect(lint({ rules }, { duties }).filter(({ code }) => code === 'P501')).toEqual([]);
});

test('a label accepts a finding where it stands, and only that', () => {
  expect(acceptingLabel('P101')).toBe('accept-p101');
  const rules = rule('a', 'who: all, keys: all, labels: [accept-p101]');
  expect(lint({ rules }).map((finding) => [finding.code, finding.isAccepted, isAtLeast(finding, 'warning')])).toEqual([
    ['P102', false, true],
    ['P101', true, false],
  ]);
});

test('a level counts itself and what is above it', () => {
  const [warning] = lint({ rules: rule('a', 'keys: all') });
  if (warning === undefined) throw new Error('There is no finding.');
  const error = { ...warning, level: 'error' } as const;
  expect([isAtLeast(warning, 'warning'), isAtLeast(warning, 'error')]).toEqual([true, false]);
  expect([isAtLeast(error, 'warning'), isAtLeast(error, 'error')]).toEqual([true, true]);
});

test('SARIF has what the schema of 2.1.0 requires, and tells what is accepted as suppressed', () => {
  const found = lint({ rules: rule('a', 'who: all, keys: all, labels: [accept-p101]') });
  // The type is made from the published schema: whoever leaves out a member that it requires does not compile.
  const log: Log = sarifLog(found, '1.2.3');
  expect(JSON.parse(formatSarif(found, '1.2.3'))).toEqual(log);
  expect(log).toMatchObject({
    version: '2.1.0',
    runs: [
      { tool: { driver: { name: 'chatelaine-policy-lint', semanticVersion: '1.2.3' } }, columnKind: 'utf16CodeUnits' },
    ],
  });
  const [run] = log.runs;
  const { rules = [] } = run?.tool.driver ?? {};
  expect(rules.map(({ id }) => id)).toEqual(lintCodes.map(({ code }) => code));
  expect(run?.results).toEqual(
    found.map(({ code, message, fix, position, isAccepted }) => ({
      ruleId: code,
      ruleIndex: rules.findIndex(({ id }) => id === code),
      level: 'warning',
      message: { text: `${message} ${fix}` },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a.policy.yaml' },
            region: { startLine: position.line, startColumn: position.column },
          },
          logicalLocations: [{ fullyQualifiedName: 'test/a' }],
        },
      ],
      ...(isAccepted && { suppressions: [{ kind: 'inSource' }] }),
    })),
  );
});

test('a finding about a long list names the first of it and how many more there are', () => {
  const actions = allActions.filter((action) => !keylessActions.includes(action)).slice(0, 12);
  const [finding] = lint({ rules: rule('a', `keys: all, actions: [${actions.join(', ')}]`) });
  expect(finding?.message).toBe(
    `The rule gives ${actions.slice(0, 7).join(', ')} and 5 more on every key, those that are made later too.`,
  );
});
