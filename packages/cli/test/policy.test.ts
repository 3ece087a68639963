import { mkdir, writeFile } from 'node:fs/promises';
import { buildPolicyBundle, formatPolicyBundle } from '@chatelaine/policy';
import { describe, expect, test } from 'vitest';
import { Workplace } from './command.ts';
import { alice, placeWithVault } from './vault-place.ts';

const policy = (who: string): string => `policy: chatelaine/v1
name: tests
rules:
  - id: everything
    effect: allow
    who: [${who}]
    actions: [kms:cmk:create, kms:cmk:get]
    keys: all
    reason: For the tests of the command
`;

async function placeWithPolicies(files: Readonly<Record<string, string>>): Promise<Workplace> {
  const place = await Workplace.create();
  await mkdir(place.path('rules', 'team'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(place.path('rules', name), text);
  return place;
}

describe('policy check', () => {
  test('finds nothing wrong with a good folder, without a vault', async () => {
    const place = await placeWithPolicies({ 'a.policy.yaml': policy('user:a') });
    expect(await place.run(['policy', 'check', 'rules'])).toEqual(
      expect.objectContaining({ status: 0, output: 'rules: 1 policy document, no problem.\n', errors: '' }),
    );
  });

  test('tells each problem with file, line and column, and ends with 3', async () => {
    const place = await placeWithPolicies({
      'a.policy.yaml': policy('usr:a'),
      'team/b.policy.yaml': policy('user:b').replace('name: tests', 'name: team').replace('kms:cmk:get', 'kms:cmk:gt'),
    });
    const ended = await place.run(['policy', 'check', 'rules']);
    expect(ended).toMatchObject({ status: 3, errors: '' });
    const lines = ended.output.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^rules\/a\.policy\.yaml:6:11 .*user.* \[invalid-value\]$/);
    expect(lines[1]).toMatch(/^rules\/team\/b\.policy\.yaml:7:\d+ .*kms:cmk:get.* \[unknown-name\]$/);
    expect(lines.at(-1)).toBe('rules: 2 problems in 2 policy documents.');
  });

  test('tells the problems as one JSON document', async () => {
    const place = await placeWithPolicies({ 'a.policy.yaml': policy('usr:a') });
    const { errors, output, status } = await place.run(['policy', 'check', 'rules', '--json']);
    expect({ errors, status }).toEqual({ errors: '', status: 3 });
    expect(JSON.parse(output)).toMatchObject({
      error: { code: 'InvalidPolicy' },
      folder: 'rules',
      documents: ['a.policy.yaml'],
      problems: [{ document: 'a.policy.yaml', line: 6, column: 11, code: 'invalid-value' }],
    });
  });

  test('takes the folder beside the configuration if none is named', async () => {
    const place = await placeWithVault();
    expect(await place.run(['policy', 'check'])).toMatchObject({
      status: 0,
      output: 'policies: 1 policy document, no problem.\n',
    });
    const elsewhere = await Workplace.create();
    expect(await elsewhere.run(['policy', 'check', '--config', place.path('chatelaine.yaml')])).toMatchObject({
      status: 0,
    });
  });

  test('tells a folder that is missing from one without policies', async () => {
    const place = await placeWithPolicies({});
    expect(await place.run(['policy', 'check', 'nowhere'])).toMatchObject({ status: 2, output: '' });
    expect(await place.run(['policy', 'check', 'rules'])).toMatchObject({ status: 3, output: '' });
  });
});

describe('policy lint', () => {
  const findings = policy('user:a').replaceAll('keys: all', 'keys: all\n    labels: [accept-p501]');

  test('tells each finding with file, line and column and what to do, and ends with 4 at the fail level', async () => {
    const place = await placeWithPolicies({ 'team/a.policy.yaml': findings });
    expect(await place.run(['policy', 'lint', 'rules'])).toMatchObject({
      status: 4,
      errors: '',
      output: expect.stringMatching(
        /^rules\/team\/a\.policy\.yaml:8:5 warning P101 .*\n {4}Name the keys .*\n[^]*\nrules: 1 rule, 2 warnings\.\n$/,
      ) as string,
    });
    expect(await place.run(['policy', 'lint', 'rules', '--fail-level', 'error'])).toMatchObject({ status: 0 });
    const { output, status } = await place.run(['policy', 'lint', 'rules', '--json']);
    expect(status).toBe(4);
    expect(JSON.parse(output)).toMatchObject({
      error: { code: 'LintFindings' },
      findings: [{ code: 'P101', position: { document: 'rules/team/a.policy.yaml', line: 8 } }, { code: 'P205' }],
    });
  });

  test('tells a report of nothing, and SARIF', async () => {
    const place = await placeWithPolicies({
      'a.policy.yaml': policy('user:a').replace('keys: all', 'keys: [alias/a]'),
    });
    expect(await place.run(['policy', 'lint', 'rules'])).toMatchObject({
      status: 0,
      output: 'rules: 1 rule, no finding.\n',
    });
    const { output } = await place.run(['policy', 'lint', 'rules', '--format', 'sarif']);
    expect(JSON.parse(output)).toMatchObject({ version: '2.1.0', runs: [{ results: [] }] });
    expect(await place.run(['policy', 'lint', 'rules', '--format', 'github'])).toMatchObject({ status: 0, output: '' });
  });

  test('tells a workflow of GitHub what stands where, and nothing that would end a command of it', async () => {
    const place = await placeWithPolicies({ 'a,b:c%.policy.yaml': policy('user:a') });
    expect(await place.run(['policy', 'lint', 'rules', '--format', 'github'])).toMatchObject({
      status: 4,
      output: expect.stringMatching(
        /^::warning file=rules\/a%2Cb%3Ac%25\.policy\.yaml,line=8,col=5,title=P101::The rule gives [^\n]*\n$/,
      ) as string,
    });
  });

  test('takes other duties that are to be apart', async () => {
    const both = policy('user:a')
      .replace('kms:cmk:get]', 'kms:cmk:get, kms:cmk:sign]')
      .replace('keys: all', 'keys: [alias/a]');
    const place = await placeWithPolicies({ 'a.policy.yaml': both });
    const lint = ['policy', 'lint', 'rules', '--administering'];
    expect(await place.run(['policy', 'lint', 'rules'])).toMatchObject({ status: 0 });
    expect(await place.run([...lint, 'kms:cmk:create'])).toMatchObject({
      status: 4,
      output: expect.stringContaining('P501 user:a may both use and administer') as string,
    });
    expect(await place.run([...lint, 'kms:cmk:create', '--using', 'kms:cmk:verify'])).toMatchObject({ status: 0 });
    const slip = await place.run([...lint, 'kms:cmk:creat']);
    expect(slip).toMatchObject({ status: 2, output: '' });
    expect(slip.errors).toContain('kms:cmk:create');
  });

  test('takes no folder with a problem', async () => {
    const place = await placeWithPolicies({ 'a.policy.yaml': policy('usr:a') });
    expect(await place.run(['policy', 'lint', 'rules'])).toMatchObject({ status: 3, output: '' });
  });
});

describe('policy activate', () => {
  test('puts a folder in force for the next command', async () => {
    const place = await placeWithVault();
    await mkdir(place.path('rules'));
    await writeFile(place.path('rules', 'a.policy.yaml'), policy('user:alice'));
    const before = await place.run(['key', 'create', ...alice]);
    expect(before).toMatchObject({ status: 4, output: '' });
    expect(before.errors).toContain('[NoActivePolicy]');
    expect(before.errors).toContain('chatelaine policy activate <folder>');
    const activated = await place.run(['policy', 'activate', 'rules', '--json']);
    expect(JSON.parse(activated.output)).toEqual({ version: 1, folder: 'rules', documents: ['a.policy.yaml'] });
    expect(await place.run(['key', 'create', ...alice])).toMatchObject({ status: 0 });
    expect(await place.run(['key', 'create', '--principal', 'user:bob'])).toMatchObject({ status: 4 });
  });

  test('replaces only the version that was expected', async () => {
    const place = await placeWithVault();
    await place.run(['policy', 'activate', 'policies']);
    const again = await place.run(['policy', 'activate', 'policies']);
    expect(again).toMatchObject({ status: 1, output: '' });
    expect(again.errors).toContain('[PolicyVersionConflict]');
    expect(again.errors).toContain('--expected-version');
    const replaced = await place.run(['policy', 'activate', 'policies', '--expected-version', '1']);
    expect(replaced).toMatchObject({
      status: 0,
      output: 'Version 2 of the policy is active: 1 policy document of policies.\n',
    });
  });

  test('policy status tells what is in force', async () => {
    const place = await placeWithVault();
    expect(await place.run(['policy', 'status'])).toMatchObject({
      status: 0,
      output: 'No policy is active, so everything is denied.\nsource   the bundle that is active in the vault\n',
    });
    await place.run(['policy', 'activate', 'policies']);
    expect((await place.run(['policy', 'status'])).output).toBe(
      'The policy is in force.\nsource   the bundle that is active in the vault\nversion  1\n',
    );
    const machine = await place.run(['policy', 'status', '--json']);
    expect(JSON.parse(machine.output)).toEqual({ state: 'current', source: 'vault', version: 1 });
  });

  test('puts a built bundle in force under its own version', async () => {
    const place = await placeWithVault();
    const built = buildPolicyBundle([{ name: 'a.policy.yaml', text: policy('user:alice') }], 7);
    await writeFile(place.path('a.bundle.json'), formatPolicyBundle(built));
    expect(await place.run(['policy', 'activate', 'a.bundle.json'])).toMatchObject({
      status: 0,
      output: 'Version 7 of the policy is active: 1 policy document of a.bundle.json.\n',
    });
    expect(await place.run(['key', 'create', ...alice])).toMatchObject({ status: 0 });
    const again = await place.run(['policy', 'activate', 'a.bundle.json', '--expected-version', '7']);
    expect(again).toMatchObject({ status: 1, output: '' });
    expect(again.errors).toContain('[PolicyVersionConflict]');
    await writeFile(place.path('a.bundle.json'), formatPolicyBundle(built).replace('alice', 'bobby'));
    const changed = await place.run(['policy', 'activate', 'a.bundle.json', '--expected-version', '7']);
    expect(changed).toMatchObject({ status: 3, output: '' });
  });

  test('takes nothing of a folder with a problem', async () => {
    const place = await placeWithVault();
    await mkdir(place.path('rules'));
    await writeFile(place.path('rules', 'a.policy.yaml'), policy('user:alice'));
    await writeFile(place.path('rules', 'b.policy.yaml'), policy('nobody'));
    const ended = await place.run(['policy', 'activate', 'rules']);
    expect(ended).toMatchObject({ status: 3, output: '' });
    expect(ended.errors).toContain('b.policy.yaml:6:11');
    expect((await place.run(['key', 'create', ...alice])).errors).toContain('[NoActivePolicy]');
  });
});
