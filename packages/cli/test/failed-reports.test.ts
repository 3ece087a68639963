import { mkdir, writeFile } from 'node:fs/promises';
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
keys:
  pay: { aliases: [alias/pay] }
cases:
  - name: its own key
    who: pay
    key: pay
    expect: { kms:cmk:decryptData: allow }
`;

async function placeWith(changes: { readonly policy?: string; readonly tests?: string } = {}): Promise<Workplace> {
  const place = await Workplace.create();
  await mkdir(place.path('rules/deep'), { recursive: true });
  await writeFile(place.path('rules/deep/pay.policy.yaml'), changes.policy ?? policy);
  await writeFile(place.path('rules/deep/pay.test.yaml'), changes.tests ?? tests);
  await mkdir(place.path('empty'));
  await writeFile(place.path('empty/none.policy.yaml'), 'policy: chatelaine/v1\nname: none\nrules: []\n');
  return place;
}

describe('with --json a report that fails says so in the member error', () => {
  test.each([
    [
      ['fmt', 'rules', '--check'],
      { policy: policy.replace('name: pay\n', '').concat('name: pay\n') },
      1,
      'NotFormatted',
    ],
    [['test', 'rules'], { tests: tests.replace('Data: allow', 'Data: deny') }, 1, 'TestsFailed'],
    [['test', 'rules', '--min-mutation-score', '100'], {}, 5, 'BelowThreshold'],
    [['test', 'empty', '--require-tests'], {}, 5, 'BelowThreshold'],
    [['lint', 'rules'], { policy: policy.replace('[alias/pay]', 'all') }, 4, 'LintFindings'],
    [['diff', 'empty', 'rules', '--no-new-access'], {}, 6, 'AccessGained'],
  ] as const)('policy %j', async (command, changes, status, code) => {
    const place = await placeWith(changes);
    const run = await place.run(['policy', ...command, '--json']);
    expect(run.status).toBe(status);
    const { error, ...others } = JSON.parse(run.output) as { error: object };
    expect(error).toEqual({ code, message: expect.stringMatching(/\w.*\.$/) as string });
    expect(Object.keys(others).length).toBeGreaterThan(1);
  });

  test.each([[['fmt', 'rules', '--check']], [['test', 'rules']], [['diff', 'empty', 'rules']]])(
    'and policy %j, which does not fail, has none',
    async (command) => {
      const place = await placeWith();
      await place.run(['policy', 'fmt', 'rules']);
      const run = await place.run(['policy', ...command, '--json']);
      expect(run.status).toBe(0);
      expect(JSON.parse(run.output)).not.toHaveProperty('error');
    },
  );
});

describe('what is wrong in a file is told by its path from the working directory', () => {
  const commands = [
    ['check', 'rules'],
    ['lint', 'rules'],
    ['test', 'rules'],
    ['fmt', 'rules'],
    ['matrix', 'rules'],
    ['build', 'rules', '--out', 'bundle.json', '--bundle-version', '1'],
    ['explain', 'rules', '--who', 'pay', '--action', 'kms:cmk:decryptData', '--key', 'pay'],
    ['needs', 'kms:cmk:decryptData', '--policies', 'rules'],
    ['diff', 'empty', 'rules'],
    ['activate', 'rules'],
  ];

  test.each(commands)('policy %s, of policies', async (...command) => {
    const place = await placeWith({ policy: policy.replace('effect', 'efect') });
    const { errors, output, status } = await place.run(['policy', ...command]);
    expect(status).toBe(3);
    expect(output + errors).toContain('rules/deep/pay.policy.yaml:5:5 a rule has no member "efect"');
  });

  test.each(commands.filter(([name = '']) => ['lint', 'test', 'fmt', 'matrix', 'explain', 'needs'].includes(name)))(
    'policy %s, of tests',
    async (...command) => {
      const place = await placeWith({ tests: tests.replace('expect', 'expct') });
      const { errors, status } = await place.run(['policy', ...command]);
      expect(status).toBe(3);
      expect(errors).toContain('rules/deep/pay.test.yaml:11:5 a case has no member "expct"');
    },
  );
});
