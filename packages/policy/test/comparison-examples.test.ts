import { loadPolicyDocuments, type PolicySet } from '@chatelaine/policy';
import { comparePolicies } from '@chatelaine/policy/comparison';
import { describe, expect, test } from 'vitest';

const text = `policy: chatelaine/v1
name: payments
rules:
  - id: service-uses-its-keys
    effect: allow
    who: [role:payments-service]
    actions: [kms:cmk:encryptData, kms:cmk:decryptData, kms:cmk:get]
    keys: [alias/payments, alias/payments/*]
    when: { encryptionContext: { equals: { tenant: '\${principal.tenant}' }, only: [tenant] } }
    reason: The payment service works with its own keys
  - id: operators-open-with-a-fresh-factor
    effect: allow
    who: [group:operators]
    actions: [kms:cmk:disable]
    keys: all
    when: { mfa: { maxAgeSeconds: 900 } }
    reason: Operators stop keys after a second factor
  - id: operators-move-aliases
    effect: allow
    who: [group:operators]
    actions: [kms:alias:associate]
    keys: all
    reason: Operators move aliases
  - id: nobody-moves-production
    effect: deny
    who: all
    actions: [kms:alias:associate]
    keys: [{ tags: { env: prod } }]
    reason: Production stays where it is
`;

function policies(change: (text: string) => string = (same) => same): PolicySet {
  const changed = change(text);
  return loadPolicyDocuments([{ name: 'payments.policy.yaml', text: changed }]);
}

const swap = (from: string, to: string) => (before: string) => {
  expect(before).toContain(from);
  return before.replace(from, to);
};

/** Actions, principals and rules of gains and losses. */
async function changesOf(change: (text: string) => string) {
  const compared = await comparePolicies(policies(), policies(change));
  const told = (list: typeof compared.gains) => list.map(({ action, who, rule }) => `${who} ${action} by ${rule}`);
  return {
    gains: told(compared.gains),
    losses: told(compared.losses),
    witnesses: compared.gains,
    sampled: compared.sampled,
  };
}

describe('a comparison of policies', () => {
  test('finds no change where only a reason is another', async () => {
    const found = await changesOf(swap('Operators move aliases', 'Operators may move an alias'));
    expect(found).toEqual({ gains: [], losses: [], witnesses: [], sampled: [] });
  });

  test('finds what a removed "only" gives', async () => {
    const { gains, losses, witnesses } = await changesOf(swap(', only: [tenant]', ''));
    expect(losses).toEqual([]);
    expect(gains).toEqual(
      ['kms:cmk:decryptData', 'kms:cmk:encryptData', 'kms:cmk:get'].map(
        (action) => `role:payments-service ${action} by payments/service-uses-its-keys`,
      ),
    );
    const [{ witness }] = witnesses as [(typeof witnesses)[number]];
    expect(Object.keys(witness.encryptionContext ?? {})).toContain('something-else');
  });

  test('finds an age between two limits', async () => {
    const { gains, witnesses } = await changesOf(swap('900', '3600'));
    expect(gains).toEqual(['group:operators kms:cmk:disable by payments/operators-open-with-a-fresh-factor']);
    expect(witnesses[0]?.witness.context.mfa).toEqual({ ageSeconds: 901 });
    const stricter = await comparePolicies(policies(swap('900', '3600')), policies());
    expect([stricter.gains.length, stricter.losses.length]).toEqual([0, 1]);
  });

  test('finds what a removed guardrail gives', async () => {
    const { gains, witnesses } = await changesOf((before) => before.slice(0, before.indexOf('  - id: nobody-moves')));
    expect(gains).toEqual(['group:operators kms:alias:associate by payments/operators-move-aliases']);
    expect(witnesses[0]).toMatchObject({
      witness: { principal: { groups: ['operators'] }, key: { tags: { env: 'prod' } } },
      before: { effect: 'deny', rule: 'payments/nobody-moves-production' },
      after: { effect: 'allow', rule: 'payments/operators-move-aliases' },
    });
  });

  test('finds the key of two segments that a deeper pattern takes in', async () => {
    const { gains, witnesses } = await changesOf(swap('alias/payments/*', 'alias/payments/**'));
    expect(gains).toHaveLength(3);
    for (const { witness } of witnesses) expect(witness.key?.aliases).toEqual(['alias/payments/zz/zz']);
  });

  test('looks at vaults that URNs are of', async () => {
    const { gains, witnesses } = await changesOf(
      swap('keys: [alias/payments,', 'keys: [kms:eu-de:d-1:alias:archive, alias/payments,'),
    );
    expect(gains).toHaveLength(3);
    expect(witnesses[0]?.witness.key).toMatchObject({ region: 'eu-de', domainId: 'd-1', aliases: ['alias/archive'] });
  });

  test('shows of many rules that a guardrail was not needed', async () => {
    const team = (number: number): string => `
  - id: team-${number}
    effect: allow
    who: [role:team-${number % 7}]
    actions: [kms:cmk:decryptData]
    keys: [alias/team-${number}/*, { tags: { team: t-${number}, env: [prod, stage] } }]
    when: { encryptionContext: { equals: { tenant: '\${principal.tenant}' } }, source: { cidr: [10.${number}.0.0/16] } }
    reason: The team uses its keys
  - id: zone-${number}
    effect: deny
    who: all
    except: [role:admin-${number % 5}]
    actions: [kms:cmk:decryptData]
    keys: [{ tags: { zone: z-${number} } }]
    unless: { mfa: { maxAgeSeconds: ${900 + number} }, approvals: { min: 2, role: custodian } }
    reason: The zone is guarded`;
    const guard = (network: string): string => `
  - id: guard
    effect: deny
    who: all
    actions: [kms:cmk:decryptData]
    keys: [{ tags: { env: prod } }]
    unless: { source: { cidr: [${network}] } }
    reason: Production is opened from inside`;
    const teams = Array.from({ length: 30 }, (_, number) => team(number)).join('');
    const set = (more: string): PolicySet =>
      loadPolicyDocuments([
        { name: 'a.policy.yaml', text: `policy: chatelaine/v1\nname: teams\nrules:${teams}${more}\n` },
      ]);
    const idle = await comparePolicies(set(guard('10.0.0.0/8')), set(''));
    expect(idle).toEqual({ gains: [], losses: [], sampled: [] });
    const needed = await comparePolicies(set(guard('10.7.0.0/16')), set(''));
    expect(needed.sampled).toEqual([]);
    expect(needed.gains).toHaveLength(29);
  });

  test('says where it has given up', async () => {
    const compared = await comparePolicies(policies(), policies(swap('900', '3600')), { budget: 1 });
    expect(compared.sampled).toEqual([
      { action: 'kms:cmk:disable', because: 'there are too many combinations of what rules ask' },
    ]);
  });
});
