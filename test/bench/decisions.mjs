import { randomUUID } from 'node:crypto';
import { casl } from '@chatelaine/authorization-casl';
import { policyMix } from './policy-mix.mjs';
import { compare, perCall } from './statistics.mjs';

const calls = 100_000;

/** One decision on its own, against one look-up in a `Map` by principal, action and key: the least that any index costs. */
export async function decisionRows(rounds) {
  return [
    await decisionRow(1_000, 50, rounds),
    await decisionRow(10_000, 50, rounds),
    await decisionRow(10_000, 1, rounds),
  ];
}

async function decisionRow(rules, principals, rounds) {
  const policy = await compilePolicy(policyMix(rules, principals));
  const requests = Array.from({ length: 512 }, (_entry, number) => request(number, principals));
  const index = new Map(requests.map(({ principal, action, key }) => [`${principal.id} ${action} ${key.id}`, true]));
  let allowed = 0;
  return compare({
    name: `one decision, ${rules.toLocaleString('en')} rules, ${principals === 1 ? '1 principal' : `${principals} principals`}`,
    limit: undefined,
    rounds,
    ours: async () => {
      const startedAt = performance.now();
      for (let call = 0; call < calls; call += 1) {
        if (policy.decide(requests[call % 512]).effect === 'allow') allowed += 1;
      }
      return perCall(startedAt, calls);
    },
    bare: () => {
      const startedAt = performance.now();
      for (let call = 0; call < calls; call += 1) {
        const { principal, action, key } = requests[call % 512];
        if (index.get(`${principal.id} ${action} ${key.id}`)) allowed += 1;
      }
      return perCall(startedAt, calls);
    },
  });
}

async function compilePolicy(documents) {
  let factory;
  await casl().setup({ authorizer: (_name, registered) => (factory = registered) });
  const authorizer = await factory.open({}, { region: 'eu-bench-1', domainId: 'bench', baseDirectory: '/' });
  return authorizer.compile(documents);
}

const principalOf = new Map();

function request(number, principals) {
  const id = `user:p${number % principals}`;
  if (!principalOf.has(id)) principalOf.set(id, Object.freeze({ id, roles: [], groups: [], attributes: {} }));
  const isHot = number % 2 === 0;
  return {
    action: ['kms:cmk:encryptData', 'kms:cmk:decryptData', 'kms:cmk:createDataKey'][number % 3],
    principal: principalOf.get(id),
    context: {},
    now: 0,
    asked: undefined,
    encryptionContext: undefined,
    key: Object.freeze({
      region: 'eu-bench-1',
      domainId: 'bench',
      id: randomUUID(),
      aliases: Object.freeze([isHot ? 'alias/hot' : `alias/app-${number}`]),
      tags: Object.freeze(Object.assign(Object.create(null), { project: `p${number}`, env: 'prod' })),
      keySpec: 'AES_256',
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'kms',
      state: 'ENABLED',
    }),
  };
}
