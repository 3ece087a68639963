/** Documents in which every member and every condition of the language occurs. */
export const soundDocuments: readonly Readonly<Record<string, unknown>>[] = [
  {
    policy: 'chatelaine/v1',
    name: 'payments',
    description: 'What the payment service may do',
    owners: ['team-payments'],
    sets: { use: ['kms:cmk:encryptData', 'kms:cmk:decryptData'] },
    rules: [
      {
        id: 'service-uses-its-keys',
        effect: 'allow',
        who: ['role:payments-service', 'user:alice@example.org'],
        actions: ['@use', 'kms:cmk:get'],
        keys: ['alias/payments', 'alias/payments/*', 'alias/archive/**'],
        when: {
          encryptionContext: {
            equals: { tenant: ['${principal.tenant}', 'all'] },
            has: ['purpose'],
            only: ['tenant', 'purpose'],
          },
          source: { cidr: ['10.0.0.0/8', 'fd00::/8'] },
          time: { days: ['mon', 'fri'], from: '07:00', to: '19:00', zone: 'Europe/Berlin' },
          key: { tags: { tenant: '${principal.tenant}' }, keyState: ['ENABLED'] },
        },
        from: '2026-01-01',
        until: '2027-12-31T17:30+01:00',
        reason: 'The payment service works with its own keys',
        ticket: 'SEC-17',
        labels: ['pci'],
      },
      {
        id: 'no-decryption-by-people',
        effect: 'deny',
        who: 'all',
        except: ['role:payments-service', 'role-session:break-glass'],
        actions: ['kms:cmk:decryptData'],
        keys: [
          '6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1',
          'kms:eu-de-ring0:3ba44455500dd43127:alias:payments/archive',
          { tags: { env: ['prod', 'stage'], project: 'payments' }, origin: 'kms', keySpec: ['AES_256'] },
        ],
        unless: {
          approvals: { min: 2, role: 'key-custodian' },
          mfa: { maxAgeSeconds: 900 },
          principal: { attributes: { department: ['finance'] } },
          algorithm: ['SYMMETRIC_DEFAULT'],
          purpose: ['data'],
        },
        reason: 'Data of production is decrypted by the service that owns it',
      },
    ],
  },
  {
    policy: 'chatelaine/v1',
    name: 'lists',
    rules: [
      {
        id: 'lists',
        effect: 'allow',
        who: 'all',
        actions: ['kms:cmk:list', 'kms:alias:list', 'kms::generateRandom'],
        keys: 'all',
        reason: 'A list shows only keys that the caller may describe',
      },
      { id: 'stop', effect: 'deny', who: ['user:mallory'], actions: 'all', keys: 'all', reason: 'Mallory is out' },
    ],
  },
];
