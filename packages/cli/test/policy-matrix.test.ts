import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Workplace } from './command.ts';

const policy = `policy: chatelaine/v1
name: shop
rules:
  - id: clerks-read
    effect: allow
    who: [role:clerk]
    actions: [kms:cmk:decryptData]
    keys: [alias/orders]
    when: { source: { cidr: [10.0.0.0/8] } }
    reason: Clerks read orders
  - id: no-guests
    effect: deny
    who: [group:guests]
    actions: [kms:cmk:decryptData, kms:alias:list]
    keys: all
    reason: Guests read nothing
`;
const tests = `tests: chatelaine/v1
of: [shop.policy.yaml]
principals: { clerk: { id: user:carl, roles: [clerk] }, guest: { id: user:gus, groups: [guests] } }
keys: { orders: { aliases: [alias/orders] }, safe: { keySpec: AES_256 } }
contexts: { inside: { source: { ip: 10.1.2.3 } } }
cases:
  - { name: a case, who: clerk, key: orders, context: inside, expect: { kms:cmk:decryptData: allow } }
`;

async function placeWithTests(): Promise<Workplace> {
  const place = await Workplace.create();
  await mkdir(place.path('policies'));
  await writeFile(place.path('policies', 'shop.policy.yaml'), policy);
  await writeFile(place.path('policies', 'shop.test.yaml'), tests);
  return place;
}

test('the matrix is a table for each principal', async () => {
  const place = await placeWithTests();
  expect(await place.run(['policy', 'matrix'])).toMatchObject({
    status: 0,
    errors: '',
    output: `shop.test.yaml

clerk  user:carl, role:clerk
              no key   orders      safe
decryptData            ~ depends   ·
44 operations not allowed by any rule

guest  user:gus, group:guests
              no key     orders     safe
decryptData              ✗ denied   ✗ denied
alias:list    ✗ denied
43 operations not allowed by any rule

✓ allowed   ~ depends on the context   ✗ denied by a rule   · not allowed by any rule
`,
  });
});

test('the matrix is one JSON document', async () => {
  const place = await placeWithTests();
  const { output, status } = await place.run(['policy', 'matrix', 'policies', '--json']);
  const { files, folder } = JSON.parse(output) as {
    folder: string;
    files: { rows: { principal: string; key?: string; cells: object[] }[] }[];
  };
  expect({ folder, status }).toEqual({ folder: 'policies', status: 0 });
  const rows = files[0]?.rows ?? [];
  expect(rows.map(({ principal, key }) => (key === undefined ? { principal } : { principal, key }))).toEqual([
    { principal: 'clerk' },
    { principal: 'clerk', key: 'orders' },
    { principal: 'clerk', key: 'safe' },
    { principal: 'guest' },
    { principal: 'guest', key: 'orders' },
    { principal: 'guest', key: 'safe' },
  ]);
  expect(rows[1]?.cells).toContainEqual({
    action: 'kms:cmk:decryptData',
    mark: 'depends',
    answers: [
      {
        contexts: [],
        isWithoutContext: true,
        decision: { effect: 'deny', kind: 'default', reason: 'No rule allows this.' },
        deciding: [],
      },
      {
        contexts: ['inside'],
        isWithoutContext: false,
        decision: { effect: 'allow', kind: 'explicit', rule: 'shop/clerks-read', reason: 'Clerks read orders' },
        deciding: ['shop/clerks-read'],
        position: 'shop.policy.yaml:4',
      },
    ],
  });
});

test('the page is a file that is not replaced unasked', async () => {
  const place = await placeWithTests();
  const command = ['policy', 'matrix', 'policies', '--html', 'out.html'];
  expect(await place.run(command)).toMatchObject({
    status: 0,
    output: 'out.html: 2 principals, 2 keys, 45 operations. Open it in a browser.\n',
  });
  const page = await readFile(place.path('out.html'), 'utf8');
  expect(page).toMatch(/^<!doctype html>/);
  expect((await stat(place.path('out.html'))).mode & 0o777).toBe(0o600);
  expect((await place.run(command)).errors).toContain('[OutputExists]');
  expect(await place.run([...command, '--force'])).toMatchObject({ status: 0 });
  expect(await readFile(place.path('out.html'), 'utf8')).toBe(page);
});

test('without tests there is nobody to show', async () => {
  const place = await Workplace.create();
  await mkdir(place.path('policies'));
  const ended = await place.run(['policy', 'matrix']);
  expect(ended).toMatchObject({ status: 2, output: '' });
  expect(ended.errors).toContain('no file of tests below policies');
});

test('a matrix of more than a million cells is refused, and says so', async () => {
  const place = await Workplace.create();
  const names = (kind: string): readonly string[] => Array.from({ length: 200 }, (_none, number) => `${kind}${number}`);
  await mkdir(place.path('policies'));
  await writeFile(place.path('policies/a.policy.yaml'), 'policy: chatelaine/v1\nname: a\nrules: []\n');
  const principals = names('p').map((name) => `${name}: { id: 'user:${name}' }`);
  const keys = names('k').map((name) => `${name}: {}`);
  await writeFile(
    place.path('policies/a.test.yaml'),
    `tests: chatelaine/v1
of: [a.policy.yaml]
principals: { ${principals.join(', ')} }
keys: { ${keys.join(', ')} }
cases: [{ name: one, who: p0, key: k0, expect: { kms:cmk:get: deny } }]
`,
  );
  const { output, status } = await place.run(['policy', 'matrix', '--json']);
  expect(status).toBe(2);
  expect(JSON.parse(output)).toMatchObject({
    error: {
      code: 'InputTooLarge',
      message: expect.stringMatching(/^The matrix would have \d+ cells; the most are 1000000/) as string,
    },
  });
});
