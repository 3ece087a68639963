import { mkdir, writeFile } from 'node:fs/promises';
import { buildPolicyBundle, formatPolicyBundle } from '@chatelaine/policy';
import { expect, test } from 'vitest';
import { Workplace } from './command.ts';

const policy = (maxAge: number, reason = 'Operators stop keys'): string => `policy: chatelaine/v1
name: shop
rules:
  - id: operators-stop-keys
    effect: allow
    who: [group:operators]
    actions: [kms:cmk:disable, kms:cmk:enable]
    keys: [alias/shop/*]
    when: { mfa: { maxAgeSeconds: ${maxAge} } }
    reason: ${reason}
`;

/** `old` and `new` are folders. */
async function placeWith(before: string, after: string): Promise<Workplace> {
  const place = await Workplace.create();
  for (const [folder, text] of [['old', before] as const, ['new', after] as const]) {
    await mkdir(place.path(folder));
    await writeFile(place.path(folder, 'shop.policy.yaml'), text);
  }
  return place;
}

const gained = `Gained in new
  group:operators, by shop/operators-stop-keys
    kms:cmk:disable
    kms:cmk:enable
      such as user:someone group:operators; key alias/shop/zz (00000000-0000-4000-8000-000000000001 AES_256 ENCRYPT_DECRYPT kms ENABLED); context {"mfa":{"ageSeconds":901}}; at 2026-01-05T00:00Z
      before: no rule allows it
      after: allow by shop/operators-stop-keys

2 gains, 0 losses.
`;

test('the difference tells who gains what, with a witness', async () => {
  const place = await placeWith(policy(900), policy(3_600));
  expect(await place.run(['policy', 'diff', 'old', 'new'])).toMatchObject({ status: 0, errors: '', output: gained });
  expect(await place.run(['policy', 'diff', 'old', 'new', '--no-new-access'])).toMatchObject({
    status: 6,
    output: gained,
  });
  const { output, status } = await place.run(['policy', 'diff', 'new', 'old', '--no-new-access']);
  expect(status).toBe(0);
  expect(output).toMatch(/^Lost since new\n[^]*\n0 gains, 2 losses\.\n$/);
});

test('another reason is no change of access, also of a bundle', async () => {
  const place = await placeWith(policy(900), policy(900, 'Operators may stop a key'));
  const bundle = buildPolicyBundle([{ name: 'a.policy.yaml', text: policy(900) }], 7);
  await writeFile(place.path('old.json'), formatPolicyBundle(bundle));
  for (const old of ['old', 'old.json']) {
    expect(await place.run(['policy', 'diff', old, 'new', '--no-new-access'])).toMatchObject({
      status: 0,
      output: 'No change of access.\n\n0 gains, 0 losses.\n',
    });
  }
});

test('gains that are meant are allowed, and no others', async () => {
  const place = await placeWith(policy(900), policy(3_600));
  const run = async (text: string) => {
    await writeFile(place.path('changes.yaml'), text);
    return place.run(['policy', 'diff', 'old', 'new', '--no-new-access', '--allow', 'changes.yaml']);
  };
  const entry = (actions: string): string =>
    `allow:\n  - { who: group:operators, actions: [${actions}], reason: An hour is enough }\n`;
  const all = await run(entry('kms:cmk:disable, kms:cmk:enable'));
  expect(all.status).toBe(0);
  expect(all.output).toContain('group:operators, by shop/operators-stop-keys (allowed)');
  expect(all.output).toContain('2 gains (2 of them allowed), 0 losses.');
  expect((await run(entry('kms:cmk:disable'))).status).toBe(6);
  expect(
    (await run(entry('kms:cmk:disable, kms:cmk:enable').replace('reason', 'rule: shop/other, reason'))).status,
  ).toBe(6);
  expect(await run('allow: []\n')).toMatchObject({ status: 6 });
  for (const [wrong, said] of [
    ['allow: [{ who: group:operators, actions: [kms:cmk:enable] }]', 'allow.0.reason is missing'],
    ['allow: [{ who: operators, actions: [kms:cmk:enable], reason: x }]', 'allow.0.who names no principal'],
    ['allow: [{ who: all, actions: [kms:cmk:enabel], reason: x }]', 'allow.0.actions.0 is no action'],
    ['allow: [{ who: all, actions: [], reason: x }]', 'allow.0.actions is not a list of 1'],
    ['allow: []\nmore: 1', 'more is not known'],
  ] as const) {
    const { errors, status } = await run(wrong);
    expect(status).toBe(2);
    expect(errors).toContain(`changes.yaml is wrong: ${said}`);
  }
  for (const wrong of ['allow: [{ who: all }]', 'allow: []\nmore: 1', 'allow: [', '- x']) {
    const { errors, status } = await run(wrong);
    expect([wrong, status]).toEqual([wrong, 2]);
    expect(errors).toContain('changes.yaml');
  }
});

test('the difference is one JSON document', async () => {
  const place = await placeWith(policy(900), policy(3_600));
  const { output } = await place.run(['policy', 'diff', 'old', 'new', '--json']);
  expect(JSON.parse(output)).toMatchObject({
    before: 'old',
    after: 'new',
    gains: [{ action: 'kms:cmk:disable', who: 'group:operators', isAllowed: false }, { action: 'kms:cmk:enable' }],
    losses: [],
    sampled: [],
  });
});

test('a part that is only sampled is told, and tried with what tests name', async () => {
  const text = (age: number): string =>
    policy(age).replace('when: {', "when: { encryptionContext: { equals: { tenant: 't-${principal.tenant}' } },");
  const place = await placeWith(text(900), text(3_600));
  await writeFile(
    place.path('new', 'shop.test.yaml'),
    `tests: chatelaine/v1
of: [shop.policy.yaml]
principals: { olga: { id: user:olga, groups: [operators], attributes: { tenant: a-b } } }
keys: { shop: { aliases: [alias/shop/x] } }
contexts: { hour: { mfa: { ageSeconds: 3000 }, encryptionContext: { tenant: t-a-b } } }
cases: [{ name: a case, who: olga, key: shop, context: hour, expect: { kms:cmk:enable: allow } }]
`,
  );
  const { output } = await place.run(['policy', 'diff', 'old', 'new']);
  expect(output).toContain('Not all of it could be looked at.');
  expect(output).toContain('kms:cmk:enable: values are made of variables and other text');
  expect(output).toContain('2 gains, 0 losses.');
});

test('where not all could be looked at, --no-new-access fails unless samples are accepted', async () => {
  const text = (reason: string): string =>
    policy(900)
      .replace('when: {', "when: { encryptionContext: { equals: { tenant: 't-${principal.tenant}' } },")
      .replace('effect: allow', `ticket: ${reason}\n    effect: allow`);
  const longer = (name: string): string => text(name).replace('maxAgeSeconds: 900', 'maxAgeSeconds: 60');
  const place = await placeWith(text('A-1'), longer('A-2'));
  const gate = ['policy', 'diff', 'old', 'new', '--no-new-access'];
  const doubted = await place.run(gate);
  expect(doubted.output).toContain('0 gains, ');
  expect(doubted.status).toBe(6);
  expect((await place.run([...gate, '--accept-samples'])).status).toBe(0);
  expect((await place.run(gate.slice(0, -1))).status).toBe(0);
});

test('what can not be read is told', async () => {
  const place = await placeWith(policy(900), 'nothing');
  expect(await place.run(['policy', 'diff', 'old', 'nowhere'])).toMatchObject({ status: 2, output: '' });
  expect(await place.run(['policy', 'diff', 'old', 'new'])).toMatchObject({ status: 3, output: '' });
});
