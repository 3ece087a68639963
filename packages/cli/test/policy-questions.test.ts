import { generateKeyPairSync } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isSignedBy, readPolicyBundle } from '@chatelaine/policy';
import { describe, expect, test } from 'vitest';
import { Workplace } from './command.ts';

const shipped = fileURLToPath(new URL('../../../policies', import.meta.url));

/** A place with a copy of the policies of this repository. */
async function placeWithPolicies(): Promise<Workplace> {
  const place = await Workplace.create();
  await cp(shipped, place.path('policies'), { recursive: true });
  return place;
}

const explain = (...options: readonly string[]): readonly string[] => ['policy', 'explain', ...options];
const decrypt = ['--action', 'kms:cmk:decryptData'];

describe('policy explain', () => {
  test('says what is answered, by which rule, part by part, and what the request does not tell', async () => {
    const place = await placeWithPolicies();
    const asked = [
      '--who',
      'responder',
      ...decrypt,
      '--key',
      'payments',
      '--as',
      'alias/payments',
      '--context',
      'no-factor',
    ];
    const { output, status } = await place.run(explain(...asked));
    expect(status).toBe(0);
    const [first = '', reason = ''] = output.split('\n');
    expect(first).toMatch(
      /^DENY kms:cmk:decryptData on [-0-9a-f]{36} \(asked as alias\/payments\) for user:rita {2}kind: unknown$/,
    );
    expect(reason).toContain('Two incident commanders have to agree');
    expect(output).toMatch(
      /deny break-glass\/two-agree-and-the-factor-is-fresh applies: UNKNOWN {2}decides {2}policies\/break-glass\/break-glass\.policy\.yaml:\d+:5\n/,
    );
    expect(output).toContain(
      '    UNKNOWN unless the second factor is at most 900 s old  the request does not tell context.mfa.ageSeconds\n',
    );
    expect(output).toMatch(/allow break-glass\/responders-open-data applies: yes {2}nearest to an allow/);
  });

  test('tells an allow, and the same as one JSON document', async () => {
    const place = await placeWithPolicies();
    const asked = explain('--who', 'responder', ...decrypt, '--key', 'payments', '--context', 'agreed');
    expect((await place.run(asked)).output).toMatch(/^ALLOW kms:cmk:decryptData on /);
    const { output } = await place.run([...asked, '--json']);
    expect(JSON.parse(output)).toMatchObject({
      action: 'kms:cmk:decryptData',
      principal: 'user:rita',
      decision: { effect: 'allow', rule: 'break-glass/responders-open-data' },
      deciding: ['break-glass/responders-open-data'],
    });
  });

  test('takes who and which key as they are written, and holds what is not said for unknown', async () => {
    const place = await placeWithPolicies();
    const pay = explain('--who', 'user:sam', '--role', 'payments-service', ...decrypt, '--key');
    expect((await place.run([...pay, 'alias/payments'])).output).toMatch(
      /^ALLOW .* on [-0-9a-f]{36} \(asked as alias\/payments\)/,
    );
    expect((await place.run([...pay, 'alias/payments/x'])).output).toMatch(
      /^DENY .* on alias\/payments\/x .*kind: unknown/,
    );
    const tenant = explain('--who', 'user:t', '--role', 'tenant-service', '--attribute', 'tenant=red', ...decrypt);
    expect((await place.run([...tenant, '--key', 'not-tagged', '--context', 'of-red'])).output).toMatch(/^ALLOW/);
    expect((await place.run([...tenant, '--key', 'not-tagged', '--context', 'of-blue'])).output).toMatch(/^DENY/);
  });

  test('asks at the moment that is named', async () => {
    const place = await placeWithPolicies();
    const path = place.path('policies/baseline/payments.policy.yaml');
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text.replace('id: service-uses-its-keys\n', 'id: service-uses-its-keys\n    until: "2027-01-31"\n'),
    );
    const asked = explain('--who', 'service', ...decrypt, '--key', 'payments', '--now');
    expect((await place.run([...asked, '2027-01-31T23:59:59Z'])).output).toMatch(/^ALLOW/);
    expect((await place.run([...asked, '2027-02-01T00:00:00Z'])).output).toMatch(/^DENY/);
    expect((await place.run([...asked, '2027-02-01T00:00:00'])).errors).toContain('is no moment');
  });

  test.each([
    [['--who', 'respondr', ...decrypt], 'There is no principal "respondr". Did you mean responder?'],
    [['--who', 'responder', '--action', 'kms:cmk:sing'], 'Did you mean kms:cmk:sign?'],
    [['--who', 'responder', ...decrypt, '--key', 'paymnts'], 'There is no key "paymnts". Did you mean payments?'],
    [['--who', 'responder', ...decrypt, '--context', 'agred'], 'There is no context "agred". Did you mean agreed?'],
    [['--who', 'responder', ...decrypt, '--tests', 'x.test.yaml'], 'There is no file of tests "x.test.yaml".'],
    [['--who', 'responder', ...decrypt, '--key', 'payroll'], 'No file of tests has all that is named.'],
    [['--who', 'zoe', ...decrypt], 'Write user:<name>, service:<name>'],
    [['--who', 'user:zoe', ...decrypt, '--key', 'zzzzzz'], 'Write an id, an alias (alias/…), a URN'],
    [
      ['--who', 'responder', '--role', 'x', ...decrypt],
      '--role, --group and --attribute need --who with a principal id',
    ],
    [['--who', 'responder', '--attribute', 'x=y', ...decrypt], 'of a name of a file of tests, the file says'],
    [
      ['--who', 'user:zoe', '--role', 'role:x', ...decrypt],
      '"role:x" is no name of a role or a group. Write it without',
    ],
    [['--who', 'user:zoe', ...decrypt, '--as', 'alias/payments'], 'say with --key which one'],
    [
      ['--who', 'responder', ...decrypt, '--key', 'payments', '--as', 'alias/x'],
      'The key payments is not named alias/x. It is ',
    ],
    [['--who', 'user:zoe', ...decrypt, '--key', 'alias/x', '--as', 'alias/y'], 'is not named alias/y. It is alias/x.'],
    [['--who', 'user:zoe', ...decrypt, '--now', '2026-02-30T00:00:00Z'], 'is no moment'],
    [['--who', 'user:zoe', ...decrypt, '--now', 'Jan 1 2026 10:00 +01:00'], 'is no moment'],
  ])('refuses %j', async (options, said) => {
    const place = await placeWithPolicies();
    const { errors, status } = await place.run(explain(...options));
    expect(status).toBe(2);
    expect(errors).toContain(said);
  });
});

test('policy explain takes the URNs of any vault where the tests name none, and refuses those of another', async () => {
  const place = await placeWithPolicies();
  const urn = (domainId: string): string => `kms:eu-de-ring0:${domainId}:alias:payments`;
  const asked = ['--who', 'user:sam', '--role', 'payments-service', ...decrypt, '--key', urn('one')];
  const { output } = await place.run(explain(...asked));
  expect(output).toMatch(/^ALLOW .* \(asked as kms:eu-de-ring0:one:alias:payments\) for user:sam/);
  const foreign = await place.run(explain(...asked, '--as', urn('two')));
  expect(foreign).toMatchObject({ status: 2, output: '' });
});

describe('policy needs', () => {
  test('tells the rules that may allow, those that must not deny, and the facts that they read', async () => {
    const place = await placeWithPolicies();
    const { output, status } = await place.run(['policy', 'needs', 'kms:cmk:decryptData', 'shared', '--who', 'red']);
    expect(status).toBe(0);
    expect(output).toMatch(
      /^kms:cmk:decryptData on shared for red needs this rule to apply:\n {2}tenant-isolation\/service-acts-for-its-tenant /,
    );
    expect(output).toContain('      when the encryption context has no name but tenant, purpose\n');
    expect(output).toMatch(
      /and none of these:\n {2}tenant-isolation\/tenants-stay-apart .*\n {6}unless the encryption context has tenant=/,
    );
    expect(output).toContain('The rules read encryptionContext, principal.attributes.tenant;');
  });

  test('says what anybody would have to be, and that nothing helps where no rule allows', async () => {
    const place = await placeWithPolicies();
    const anybody = await place.run(['policy', 'needs', 'kms:cmk:decryptData', 'alias/payments']);
    expect(anybody.output).toContain('      who is role:payments-service\n');
    expect(anybody.output).toContain('      whatever the request tells\n');
    const { output } = await place.run(['policy', 'needs', 'kms:cmk:sign', 'alias/payments', '--json']);
    expect(JSON.parse(output)).toMatchObject({
      allows: [],
      denies: [{ rule: 'separation-of-duties/operators-do-not-use-keys' }],
    });
    const vain = await place.run(['policy', 'needs', 'kms:cmk:sign', '--role', 'key-user']);
    expect(vain).toMatchObject({ status: 2, output: '' });
    expect((await place.run(['policy', 'needs', 'kms:cmk:sign'])).output).toMatch(/^No rule allows kms:cmk:sign, /);
  });
});

describe('policy build', () => {
  test('writes a bundle that is signed by each key, and replaces nothing unasked', async () => {
    const place = await placeWithPolicies();
    const pairs = [generateKeyPairSync('ed25519'), generateKeyPairSync('ec', { namedCurve: 'P-256' })];
    for (const [index, { privateKey }] of pairs.entries()) {
      await writeFile(place.path(`${index}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    }
    const build = [
      'policy',
      'build',
      '--out',
      'bundle.json',
      '--bundle-version',
      '3',
      '--sign',
      '0.pem',
      '--sign',
      '1.pem',
    ];
    const { errors, output, status } = await place.run(build);
    expect({ errors, status }).toEqual({ errors: '', status: 0 });
    const bundle = readPolicyBundle(await readFile(place.path('bundle.json')));
    expect(output).toBe(`bundle.json: version 3 of 7 policy documents, 2 signatures.\nhash ${bundle.hash}\n`);
    expect(bundle.version).toBe(3);
    for (const { publicKey } of pairs) expect(isSignedBy(bundle, publicKey)).toBe(true);
    expect(await place.run(build)).toMatchObject({ status: 1, output: '' });
    expect(await place.run([...build, '--force'])).toMatchObject({ status: 0 });
  });

  test('takes - for no file: a bundle of that name would be a surprise', async () => {
    const place = await placeWithPolicies();
    const { errors, status } = await place.run(['policy', 'build', '--out', '-', '--bundle-version', '1']);
    expect(status).toBe(2);
    expect(errors).toContain('Only encrypt and decrypt write to standard output by -');
    await expect(readFile(place.path('-'))).rejects.toThrow('ENOENT');
  });

  test('does not replace the key that it signs with', async () => {
    const place = await placeWithPolicies();
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeFile(place.path('key.pem'), pem);
    const build = ['policy', 'build', '--bundle-version', '1', '--force', '--sign', 'key.pem', '--out', './key.pem'];
    expect((await place.run(build)).errors).toContain('--out would replace the signing key');
    expect(await readFile(place.path('key.pem'), 'utf8')).toBe(pem);
  });

  test('refuses an invalid policy, a key that is none and a missing version, and writes nothing', async () => {
    const place = await placeWithPolicies();
    await writeFile(place.path('no.pem'), 'no key');
    const build = ['policy', 'build', '--out', 'bundle.json'];
    expect((await place.run([...build, '--bundle-version', '1', '--sign', 'no.pem'])).status).toBe(2);
    expect((await place.run(build)).status).toBe(2);
    await writeFile(place.path('policies/x.policy.yaml'), 'policy: chatelaine/v1\n');
    expect((await place.run([...build, '--bundle-version', '1'])).status).toBe(3);
    await expect(readFile(place.path('bundle.json'))).rejects.toThrow('ENOENT');
  });
});
