import { randomUUID } from 'node:crypto';
import { casl } from '@chatelaine/authorization-casl';
import { casbinEngine } from './casbin-engine.mjs';
import { cedarEngine } from './cedar-engine.mjs';
import { mixedRules, policyDocuments } from './policy-mix.mjs';
import { compare, perCall } from './statistics.mjs';

const calls = 100_000;
/** The others need milliseconds for each. */
const callsOfOthers = 12;
/** At 10,000 rules, as the design says; fewer rules favour the others. */
const timesAtLeast = 100;

/**
 * One decision on its own: against one look-up in a `Map` by principal, action and key, which is the least that any index costs, and
 * against casbin and Cedar on the same rules.
 */
export async function decisionRows(rounds) {
  const rows = [];
  for (const rules of [10, 100, 1_000, 10_000]) {
    for (const principals of rules < 100 ? [1] : [1, 50]) rows.push(...(await rowsOf(rules, principals, rounds)));
  }
  return rows;
}

async function rowsOf(count, principals, rounds) {
  const rules = mixedRules(count, principals);
  const policy = await compilePolicy(policyDocuments(rules));
  const requests = Array.from({ length: 512 }, (_entry, number) => request(number, principals, rules));
  const index = new Map(requests.map(({ principal, action, key }) => [`${principal.id} ${action} ${key.id}`, true]));
  const decide = (asked) => policy.decide(asked).effect === 'allow';
  const lookUp = ({ principal, action, key }) => index.get(`${principal.id} ${action} ${key.id}`) === true;
  const name = `one decision, ${count.toLocaleString('en')} rules, ${principals === 1 ? '1 principal' : `${principals} principals`}`;
  const ours = () => timed(decide, requests, calls);
  const rows = [await compare({ name, rounds, ours, bare: () => timed(lookUp, requests, calls) })];
  const others = { casbin: await casbinEngine(rules), 'Cedar in WebAssembly': cedarEngine(rules) };
  for (const [other, decideToo] of Object.entries(others)) {
    agree(decide, decideToo, requests, other);
    const few = Math.max(3, Math.floor(rounds / 3));
    const bare = () => timed(decideToo, requests, callsOfOthers);
    const row = await compare({ name: `… against ${other}`, rounds: few, ours, bare });
    rows.push({ ...row, times: 1 / row.ratio, timesAtLeast: count === 10_000 ? timesAtLeast : 1 });
  }
  return rows;
}

let allowed = 0;
let start = 0;

function timed(decide, requests, count) {
  // Not always the same few, where few are asked.
  start += count;
  const startedAt = performance.now();
  for (let call = start; call < start + count; call += 1) {
    if (decide(requests[call % 512])) allowed += 1;
  }
  return perCall(startedAt, count);
}

/** Whoever is faster by being wrong is not compared. */
function agree(decide, decideToo, requests, other) {
  let yes = 0;
  for (const asked of requests.slice(0, 64)) {
    const answer = decide(asked);
    if (answer) yes += 1;
    if (decideToo(asked) !== answer) throw new Error(`${other} decides otherwise on ${JSON.stringify(asked)}.`);
  }
  if (yes === 0 || yes === 64) throw new Error('The requests are all alike.');
}

async function compilePolicy(documents) {
  let factory;
  await casl().setup({ authorizer: (_name, registered) => (factory = registered) });
  const authorizer = await factory.open({}, { region: 'eu-bench-1', domainId: 'bench', baseDirectory: '/' });
  return authorizer.compile(documents);
}

const principalOf = new Map();

function request(number, principals, rules) {
  const id = `user:p${number % principals}`;
  if (!principalOf.has(id)) principalOf.set(id, Object.freeze({ id, roles: [], groups: [], attributes: {} }));
  const isHot = number % 2 === 0;
  // Of the keys that are not hot, every third is one that a rule names.
  const named = number % 3 === 0 ? rules[(number * 37) % rules.length].key.id : undefined;
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
      id: named ?? randomUUID(),
      aliases: Object.freeze([isHot ? 'alias/hot' : `alias/app-${number}`]),
      tags: Object.freeze(Object.assign(Object.create(null), { project: `p${number}`, env: 'prod' })),
      keySpec: 'AES_256',
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'kms',
      state: 'ENABLED',
    }),
  };
}
