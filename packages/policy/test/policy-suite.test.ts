import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { actions, keylessActions } from '@chatelaine/core';
import {
  isPassed,
  parseTestFilter,
  readPolicySuite,
  runPolicySuite,
  type SuiteReport,
} from '@chatelaine/policy/testing';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chatelaine-suite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const policy = `policy: chatelaine/v1
name: pay
rules:
  - id: use
    effect: allow
    who: [role:pay]
    actions: [kms:cmk:decryptData]
    keys: [alias/pay]
    when: { mfa: { maxAgeSeconds: 900 } }
    reason: The service uses its key
  - id: guard
    effect: deny
    who: all
    except: [role:pay]
    actions: [kms:cmk:decryptData]
    keys: [{ tags: { env: prod } }]
    reason: Nobody else opens production
`;

const world = `tests: chatelaine/v1
of: [pay.policy.yaml]
now: "2026-10-05T10:00:00Z"
vault: { region: eu-1, domainId: d1 }
principals:
  pay: { id: service:pay, roles: [pay] }
  sam: { id: user:sam }
keys:
  pay: { id: 6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1, aliases: [alias/pay, alias/pay-old], tags: { env: prod } }
  staging: { aliases: [alias/pay-staging] }
  new: { unknown: [id], aliases: [alias/pay] }
contexts:
  fresh: { mfa: { ageSeconds: 900 } }
  stale: { mfa: { ageSeconds: 901 } }
cases:
`;

function suite(cases: string, rules = policy): void {
  write('pay.policy.yaml', rules);
  write('pay.test.yaml', world + cases);
}

async function run(filter?: string): Promise<SuiteReport> {
  const read = readPolicySuite(folder);
  return await runPolicySuite(read, {
    mutations: true,
    ...(filter !== undefined && { filter: parseTestFilter(filter) }),
  });
}

async function outcomes(): Promise<readonly (readonly [string, boolean])[]> {
  const { files } = await run();
  return files.flatMap(({ cases }) => cases.map((each) => [each.case.name, isPassed(each)] as const));
}

const decrypts = `
  - { name: fresh, who: pay, key: pay, as: [id, alias, urn], context: fresh, expect: { kms:cmk:decryptData: allow } }
  - { name: stale, who: pay, key: pay, context: stale, expect: { kms:cmk:decryptData: deny } }
  - name: nobody else
    who: sam
    key: pay
    context: fresh
    expect: { kms:cmk:decryptData: deny }
    because: { kms:cmk:decryptData: pay/guard }
`;

describe('a case', () => {
  test('runs once for each principal, key, spelling, context and action', async () => {
    suite(
      '  - { name: a, who: [pay, sam], key: [pay, staging], as: [id, alias, urn], context: [fresh, stale], expect: { kms:cmk:decryptData: deny, "*": deny } }\n',
    );
    const { files, checkCount } = await run();
    const [first] = files[0]?.cases ?? [];
    const spellings = [...new Set(first?.checks.map(({ check }) => check.asked))];
    const staging = files[0]?.world.key('staging').id;
    expect(spellings).toEqual([
      '6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1',
      'alias/pay',
      'alias/pay-old',
      'kms:eu-1:d1:KeyId:6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1',
      'kms:eu-1:d1:alias:pay',
      'kms:eu-1:d1:alias:pay-old',
      staging,
      'alias/pay-staging',
      `kms:eu-1:d1:KeyId:${staging}`,
      'kms:eu-1:d1:alias:pay-staging',
    ]);
    expect(checkCount).toBe(2 * 10 * 2 * (actions.length - keylessActions.length));
  });

  test('asks of a key that is being made, and of actions that name no key', async () => {
    suite(
      '  - { name: a, who: sam, key: new, as: [alias, urn], expect: { kms:cmk:decryptData: deny } }\n  - { name: b, who: sam, expect: { "*": deny } }\n',
    );
    const [file] = (await run()).files;
    expect(file?.cases[0]?.checks.map(({ request }) => request.key?.id)).toEqual([undefined, undefined]);
    expect(file?.cases[1]?.checks.map(({ check }) => check.action)).toEqual(keylessActions);
  });

  test('passes exactly if everything is answered as expected, by the rule that is expected', async () => {
    suite(`${decrypts}
  - { name: wrong effect, who: pay, key: pay, context: stale, expect: { kms:cmk:decryptData: allow } }
  - { name: wrong rule, who: sam, key: pay, expect: { kms:cmk:decryptData: deny }, because: { "*": default } }
  - { name: no rule, who: pay, key: pay, context: stale, expect: { kms:cmk:decryptData: deny }, because: { "*": pay/use } }
  - { name: by default, who: pay, key: pay, context: stale, expect: { kms:cmk:decryptData: deny }, because: { "*": default } }
`);
    expect(await outcomes()).toEqual([
      ['fresh', true],
      ['stale', true],
      ['nobody else', true],
      ['wrong effect', false],
      ['wrong rule', false],
      ['no rule', false],
      ['by default', true],
    ]);
  });

  test('fails if it reaches no rule, though everything is answered as expected', async () => {
    suite(`
  - { name: other action, who: pay, key: pay, expect: { kms:cmk:sign: deny } }
  - { name: neither, who: sam, key: staging, expect: { kms:cmk:decryptData: deny } }
  - { name: by the principal, who: pay, key: staging, expect: { kms:cmk:decryptData: deny } }
  - { name: by the key, who: sam, key: new, expect: { kms:cmk:decryptData: deny } }
`);
    expect(await outcomes()).toEqual([
      ['other action', false],
      ['neither', false],
      ['by the principal', true],
      ['by the key', true],
    ]);
  });

  test('is not reached by a rule that is for everybody else and for every key', async () => {
    const wide = policy.replace('who: [role:pay]', 'who: [user:olga]').replace('keys: [alias/pay]', 'keys: all');
    suite('  - { name: a, who: sam, key: staging, expect: { kms:cmk:decryptData: deny } }\n', wide);
    expect(await outcomes()).toEqual([['a', false]]);
  });

  test('knows the clock of the file, its own, and no other', async () => {
    const ending = policy.replace('    when: { mfa: { maxAgeSeconds: 900 } }', '    until: "2026-10-05T10:00Z"');
    suite(
      `
  - { name: the last moment, who: pay, key: pay, expect: { kms:cmk:decryptData: deny } }
  - { name: before, who: pay, key: pay, now: "2026-10-05T09:59:59Z", expect: { kms:cmk:decryptData: allow } }
`,
      ending,
    );
    expect(await outcomes()).toEqual([
      ['the last moment', true],
      ['before', true],
    ]);
  });
});

describe('coverage', () => {
  test('tells decisive rules from those that only apply, and from those that never do', async () => {
    const third = `  - id: guard-again
    effect: deny
    who: [user:sam]
    actions: [kms:cmk:decryptData]
    keys: [{ tags: { env: prod } }]
    reason: Denied by the other rule too
  - id: never
    effect: deny
    who: [user:eve]
    actions: [kms:cmk:sign]
    keys: all
    reason: Nobody asks for this one
`;
    suite(decrypts, policy + third);
    const { coverage = [] } = await run();
    const told = coverage.map(({ rule, isMatched, isDecisive }) => [rule.name, isMatched, isDecisive]);
    expect(told).toEqual([
      ['pay/use', true, true],
      ['pay/guard', true, true],
      ['pay/guard-again', true, false],
      ['pay/never', false, false],
    ]);
  });

  test('tells which answers each condition gave, and how the key was named', async () => {
    suite(decrypts);
    const { coverage: [use] = [] } = await run();
    expect(use).toMatchObject({
      conditions: [{ name: 'when mfa.maxAgeSeconds', seen: ['no', 'yes'] }],
      spellings: ['alias', 'id', 'urn'],
    });
  });

  test('is of every rule below the folder, also of those that no test names', async () => {
    suite(decrypts);
    write('team/other.policy.yaml', policy.replace('name: pay', 'name: other'));
    const { coverage = [] } = await run();
    expect(coverage.map(({ rule, isDecisive }) => [rule.name, isDecisive])).toEqual([
      ['pay/use', true],
      ['pay/guard', true],
      ['other/use', false],
      ['other/guard', false],
    ]);
  });

  test('does not count what lies beside the folder', async () => {
    write('guards/guard.policy.yaml', policy.replace('name: pay', 'name: beside'));
    write('inner/pay.policy.yaml', policy);
    write(
      'inner/pay.test.yaml',
      world.replace('of: [', 'of: [../guards, ') + decrypts.replace('because: { kms:cmk:decryptData: pay/guard }', ''),
    );
    const read = readPolicySuite(join(folder, 'inner'));
    expect(read.rules.map(({ name }) => name)).toEqual(['pay/use', 'pay/guard']);
    expect(read.files[0]?.policies.rules).toHaveLength(4);
  });
});

describe('mutations', () => {
  const survivors = async (): Promise<readonly string[]> => {
    const { mutations = [] } = await run();
    return mutations.filter(({ isCaught }) => !isCaught).map(({ rule, mutation }) => `${rule.name}: ${mutation.words}`);
  };

  test('are made of every part of a rule, and a thorough suite catches all', async () => {
    suite(
      `${decrypts}
  - { name: another key, who: pay, key: staging, context: fresh, expect: { kms:cmk:decryptData: deny } }
  - { name: another key of another, who: sam, key: staging, context: fresh, expect: { kms:cmk:decryptData: deny }, because: { "*": default } }
  - { name: anybody with an untagged key, who: sam, key: new, context: fresh, expect: { kms:cmk:decryptData: deny } }
`.replace(
        'key: staging, context: fresh, expect: { kms:cmk:decryptData: deny }, because: { "*": default }',
        'key: [staging, new], context: fresh, expect: { kms:cmk:decryptData: deny }, because: { "*": default }',
      ),
    );
    const { mutations = [] } = await run();
    expect(mutations.map(({ rule, mutation }) => `${rule.name} ${mutation.kind}`)).toEqual([
      'pay/use drop rule',
      'pay/use flip effect',
      'pay/use drop when',
      'pay/use keys: all',
      'pay/use who: all',
      'pay/use shift threshold',
      'pay/use shift threshold',
      'pay/guard drop rule',
      'pay/guard flip effect',
      'pay/guard drop except',
      'pay/guard keys: all',
    ]);
    expect(await survivors()).toEqual([]);
  });

  test('survive where a test proves too little: a deny that the default makes too', async () => {
    suite(
      decrypts
        .replace('    because: { kms:cmk:decryptData: pay/guard }\n', '')
        .replace('ageSeconds: 901', 'ageSeconds: 902'),
    );
    expect(await survivors()).toEqual([
      'pay/use: keys: all',
      'pay/use: who: all',
      'pay/guard: the rule is gone',
      'pay/guard: keys: all',
    ]);
  });

  test('survive at a threshold that no test comes near', async () => {
    write('pay.policy.yaml', policy);
    write(
      'pay.test.yaml',
      world.replace('ageSeconds: 900 }', 'ageSeconds: 100 }').replace('ageSeconds: 901', 'ageSeconds: 5000') + decrypts,
    );
    expect(await survivors()).toEqual([
      'pay/use: keys: all',
      'pay/use: who: all',
      'pay/use: when.mfa.maxAgeSeconds 900 → 899',
      'pay/use: when.mfa.maxAgeSeconds 900 → 901',
      'pay/guard: keys: all',
    ]);
  });

  test('are told with the place of the part that was changed', async () => {
    suite(decrypts);
    const { mutations = [] } = await run();
    const of = (words: string): unknown =>
      mutations.find(({ mutation }) => mutation.words.startsWith(words))?.mutation.place;
    expect(of('keys: all')).toEqual({ line: 8, column: 5 });
    expect(of('when.mfa')).toEqual({ line: 9, column: 13 });
    expect(of('the rule is gone')).toEqual({ line: 4, column: 5 });
  });

  test('are not tried while a case fails, nor under a filter', async () => {
    suite(decrypts.replace('allow', 'deny'));
    expect((await run()).mutations).toBeUndefined();
    suite(decrypts);
    const filtered = await run('who=sam;action=decryptData,sign');
    expect(filtered).toMatchObject({ caseCount: 1, checkCount: 1, failedCaseCount: 0 });
    expect(filtered.coverage).toBeUndefined();
    expect(filtered.mutations).toBeUndefined();
  });
});

test.each([
  ['whom=sam', 'did you mean "who"?'],
  ['who', 'names none of suite, case, who, key, action'],
  ['who=', 'names none of suite, case, who, key, action'],
])('the filter %s is refused', (filter, said) => {
  expect(() => parseTestFilter(filter)).toThrow(said);
});

test('a run can be stopped', async () => {
  suite(decrypts);
  const stop = new AbortController();
  let told = 0;
  const progress = (): void => {
    told += 1;
    const until = performance.now() + 50;
    while (performance.now() < until);
    stop.abort(new Error('enough'));
  };
  const running = runPolicySuite(readPolicySuite(folder), { mutations: true, progress, signal: stop.signal });
  await expect(running).rejects.toThrow('enough');
  expect(told).toBe(1);
});

test('a file of tests that names no policy, or one that is invalid, is refused', () => {
  suite(decrypts);
  write('more.test.yaml', world.replace('pay.policy.yaml', 'pay.yaml') + decrypts);
  expect(() => readPolicySuite(folder)).toThrow('more.test.yaml:2:1 of names "pay.yaml", and nothing lies there');
  write('pay.yaml', 'policy: chatelaine/v1');
  expect(() => readPolicySuite(folder)).toThrow('is no policy');
  write('more.test.yaml', world.replace('pay.policy.yaml', 'missing.policy.yaml') + decrypts);
  expect(() => readPolicySuite(folder)).toThrow('nothing lies there');
  rmSync(join(folder, 'more.test.yaml'));
  write('pay.policy.yaml', policy.replace('allow', 'alow'));
  expect(() => readPolicySuite(folder)).toThrow('did you mean "allow"');
});

test('tests that ask more than a million questions are refused with their place, before any is asked', async () => {
  const names = (kind: string): readonly string[] => Array.from({ length: 200 }, (_none, number) => `${kind}${number}`);
  write('pay.policy.yaml', policy);
  write(
    'a.test.yaml',
    `tests: chatelaine/v1
of: [pay.policy.yaml]
principals:
${names('p')
  .map((name) => `  ${name}: { id: 'user:${name}' }`)
  .join('\n')}
keys:
${names('k')
  .map((name) => `  ${name}: {}`)
  .join('\n')}
cases:
  - name: all at once
    who: [${names('p').join()}]
    key: [${names('k').join()}]
    expect: { '*': deny }
`,
  );
  await expect(runPolicySuite(readPolicySuite(folder), { mutations: false })).rejects.toThrow(
    /^The file of tests has a problem.*\na\.test\.yaml:\d+:5 with this case the tests ask \d+ questions, and the most are 1000000/s,
  );
});
