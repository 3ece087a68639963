import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Workplace } from './command.ts';

const policy = `policy: chatelaine/v1
name: pay
rules:
  - id: use
    effect: allow
    who: [role:pay]
    actions: [kms:cmk:decryptData]
    keys: [alias/pay]
    reason: The service uses its key
`;

const tests = `tests: chatelaine/v1
of: [pay.policy.yaml]
principals:
  pay: { id: service:pay, roles: [pay] }
  sam: { id: user:sam }
keys:
  pay: { aliases: [alias/pay] }
  other: { aliases: [alias/other] }
cases:
  - { name: its own key, who: pay, key: pay, as: [id, alias, urn], expect: { kms:cmk:decryptData: allow } }
  - { name: "not <others> & #1", who: pay, key: other, expect: { kms:cmk:decryptData: deny } }
`;
const stranger = '  - { name: nobody else, who: sam, key: pay, expect: { kms:cmk:decryptData: deny } }\n';
const failing = '  - { name: fails, who: sam, key: pay, expect: { kms:cmk:decryptData: allow } }\n';
const vacuous = '  - { name: reaches nothing, who: sam, key: other, expect: { kms:cmk:decryptData: deny } }\n';

async function placeWith(cases = '', rules = policy): Promise<Workplace> {
  const place = await Workplace.create();
  await mkdir(place.path('rules'));
  await writeFile(place.path('rules', 'pay.policy.yaml'), rules);
  await writeFile(place.path('rules', 'pay.test.yaml'), tests + cases);
  return place;
}

const told = (output: string): string => output.replaceAll(/in \d+ ms/g, 'in N ms');

describe('policy test', () => {
  test('tells cases, coverage and mutations, and ends with 0', async () => {
    const place = await placeWith(stranger);
    const { errors, output, status } = await place.run(['policy', 'test', 'rules']);
    expect({ errors, status }).toEqual({ errors: '', status: 0 });
    expect(told(output)).toBe(`rules/pay.test.yaml
  ✓ its own key (4 checks)
  ✓ not <others> & #1 (1 check)
  ✓ nobody else (1 check)

Coverage   1 of 1 rule decides some check: 100 %
Mutations  4 of 4 were caught: 100 %

3 cases; 6 checks passed, none failed, in N ms.
`);
  });

  test('ends with 1 when a case fails, and says what was asked, expected and answered', async () => {
    const place = await placeWith(failing + vacuous);
    const { output, status } = await place.run(['policy', 'test', 'rules']);
    expect(status).toBe(1);
    expect(output).toMatch(
      / {2}✗ fails \(1 check\)\n {6}rules\/pay\.test\.yaml:12:5\n {6}sam: kms:cmk:decryptData with pay as [-0-9a-f]{36}\n {8}expected allow\n {8}answered deny by default\n/,
    );
    expect(output).toMatch(
      /✗ reaches nothing .*\n.*\n +No rule is for any of these principals or keys: the case would pass without any policy\./,
    );
    expect(told(output)).toContain('4 cases, 2 failed; 6 checks passed, 1 failed, in N ms.');
    expect(output).not.toContain('Mutations');
  });

  test('ends with 3 when a policy or a file of tests is invalid, and with 2 for wrong arguments', async () => {
    const place = await placeWith('  - { nam: x }\n');
    expect(await place.run(['policy', 'test', 'rules'])).toMatchObject({ status: 3, output: '' });
    const sound = await placeWith();
    for (const argument of ['--filter=whom=x', '--reporter=xml', '--min-coverage=101', '--min-coverage=x', '--bogus']) {
      expect(await sound.run(['policy', 'test', 'rules', argument]), argument).toMatchObject({ status: 2, output: '' });
    }
    expect((await sound.run(['policy', 'test', 'nowhere'])).status).toBe(2);
  });

  test('ends with 5 below what is asked for, and names what survived', async () => {
    const place = await placeWith();
    const { output, status } = await place.run(['policy', 'test', 'rules', '--min-mutation-score', '95']);
    expect(status).toBe(5);
    expect(output).toContain(
      'Mutations  3 of 4 were caught: 75 %\n  pay/use survived: who: all  rules/pay.policy.yaml:6:5\n',
    );
    expect((await place.run(['policy', 'test', 'rules', '--min-mutation-score', '75'])).status).toBe(0);
    const second = await placeWith(
      '',
      `${policy}${policy.slice(policy.indexOf('  - id')).replace('id: use', 'id: never').replace('alias/pay', 'alias/never')}`,
    );
    const uncovered = await second.run(['policy', 'test', 'rules', '--min-coverage', '100']);
    expect(uncovered.status).toBe(5);
    expect(uncovered.output).toContain(
      '1 of 2 rules decide some check: 50 %\n  pay/never never applies  rules/pay.policy.yaml:10:5',
    );
  });

  test('without any test ends with 0, and with 5 where tests are required', async () => {
    const place = await Workplace.create();
    await mkdir(place.path('policies'));
    await writeFile(place.path('policies', 'a.policy.yaml'), policy);
    expect(await place.run(['policy', 'test'])).toMatchObject({ status: 0, output: 'policies: no test.\n' });
    expect((await place.run(['policy', 'test', '--require-tests'])).status).toBe(5);
  });

  test('runs only what a filter names', async () => {
    const place = await placeWith(stranger + failing);
    const { output, status } = await place.run(['policy', 'test', 'rules', '--filter', 'who=pay;key=other']);
    expect(status).toBe(0);
    expect(told(output)).toBe(
      'rules/pay.test.yaml\n  ✓ not <others> & #1 (1 check)\n\n1 case; 1 check passed, none failed, in N ms.\n',
    );
  });

  test('refuses a filter that leaves nothing, so that a slip in it does not pass', async () => {
    const place = await placeWith();
    const { errors, output, status } = await place.run(['policy', 'test', 'rules', '--filter', 'who=pya']);
    expect({ output, status }).toEqual({ output: '', status: 2 });
    expect(errors).toContain('The filter "who=pya" leaves no check');
  });

  test.each([
    [['--filter', 'who=pay', '--min-coverage', '100'], 'leave out these, or --filter'],
    [['--filter', 'who=pay', '--min-mutation-score', '100'], 'leave out these, or --filter'],
    [['--no-mutations', '--min-mutation-score', '95'], 'leave out --min-mutation-score or --no-mutations'],
    [['--reporter', 'junit:out', '--reporter', 'tap:out'], 'One file takes one report'],
  ])('refuses %j, which would do less than it says', async (options, said) => {
    const place = await placeWith();
    const { errors, output, status } = await place.run(['policy', 'test', 'rules', ...options]);
    expect({ output, status }).toEqual({ output: '', status: 2 });
    expect(errors).toContain(said);
  });

  test('refuses --watch with --json, which is one document', async () => {
    const place = await placeWith();
    const interruption = AbortSignal.timeout(5_000);
    const { output, status } = await place.run(['policy', 'test', 'rules', '--watch', '--json'], { interruption });
    expect(status).toBe(2);
    expect(JSON.parse(output)).toMatchObject({ error: { code: 'UsageError' } });
  });

  test('answers in one JSON document', async () => {
    const place = await placeWith();
    for (const argument of ['--json', '--reporter=json']) {
      const { output } = await place.run(['policy', 'test', 'rules', argument]);
      expect(JSON.parse(output)).toMatchObject({
        folder: 'rules',
        cases: { total: 2, failed: 0 },
        checks: { total: 5, failed: 0 },
        coverage: { rules: 1, decisive: 1, percent: 100, notDecisive: [] },
        mutations: { total: 4, caught: 3, percent: 75, survivors: [{ rule: 'pay/use', kind: 'who: all', line: 6 }] },
      });
    }
  });

  test('writes several reports at once', async () => {
    const place = await placeWith(failing);
    const reports = ['--reporter', 'junit:out.xml', '--reporter', 'tap:out.tap', '--reporter', 'pretty'];
    const { output, status } = await place.run(['policy', 'test', 'rules', ...reports]);
    expect(status).toBe(1);
    expect(output).toContain('✗ fails');
    const xml = await readFile(place.path('out.xml'), 'utf8');
    expect(xml).toContain('<testsuite name="rules/pay.test.yaml" tests="3" failures="1">');
    expect(xml).toContain('<testcase name="not &lt;others&gt; &amp; #1" classname="rules/pay.test.yaml"');
    expect(xml).toMatch(
      /<failure message="sam: kms:cmk:decryptData with pay as [-0-9a-f]{36}: expected allow, answered deny by default">/,
    );
    const tap = await readFile(place.path('out.tap'), 'utf8');
    expect(tap.split('\n').slice(0, 5)).toEqual([
      'TAP version 14',
      '1..3',
      'ok 1 - rules/pay.test.yaml: its own key',
      String.raw`ok 2 - rules/pay.test.yaml: not <others> & \#1`,
      'not ok 3 - rules/pay.test.yaml: fails',
    ]);
    expect(tap).toMatch(/\n {2}---\n {2}at:\n(?: {2}.*\n)+ {2}\.\.\.\n$/);
    const refused = await place.run(['policy', 'test', 'rules', '--reporter', 'tap', '--reporter', 'json']);
    expect(refused.errors).toContain('Only one report can go to standard output');
  });
});

describe('policy test --watch', () => {
  test('runs again when a policy or a test changes, also after one was invalid, until it is stopped', async () => {
    const place = await placeWith();
    const stop = new AbortController();
    let text = '';
    const output = new Writable({
      write(chunk: Uint8Array, _, done) {
        text += Buffer.from(chunk).toString('utf8');
        done();
      },
    });
    const running = place.run(['policy', 'test', 'rules', '--watch'], { output, interruption: stop.signal });
    const until = async (count: number, words: string): Promise<void> => {
      while (text.split(words).length <= count) await setTimeout(20);
    };
    await until(1, '2 cases; 5 checks passed');
    await writeFile(place.path('rules', 'pay.policy.yaml'), policy.replace('alias/pay', 'alias/wrong'));
    await until(1, '1 failed');
    await writeFile(place.path('rules', 'pay.policy.yaml'), policy.replace('allow', 'alow'));
    await setTimeout(300);
    await writeFile(place.path('rules', 'pay.policy.yaml'), policy);
    await until(2, '2 cases; 5 checks passed');
    stop.abort(new Error('stopped'));
    const { errors, status } = await running;
    expect(errors).toContain('did you mean "allow"');
    expect(errors).toContain('Waiting for changes; Ctrl-C ends.');
    expect(status).not.toBe(0);
  });
});
