import {
  buildPolicyBundle,
  compilePolicy,
  formatPolicyBundle,
  loadPolicyDocuments,
  readPolicyBundle,
} from '@chatelaine/policy';
import { policyMix } from './policy-mix.mjs';
import { compare, perCall } from './statistics.mjs';

const here = { region: 'eu-bench-1', domainId: 'bench' };
const rules = 10_000;

/** From the text of files to rules that decide, against `JSON.parse` of the same rules: the least that any reader costs. */
export async function loadingRows(rounds) {
  const documents = policyMix(rules, 50);
  const file = formatPolicyBundle(buildPolicyBundle(documents, 1));
  const row = (name, load) =>
    compare({
      name: `load ${rules.toLocaleString('en')} rules from ${name}`,
      rounds,
      ours: () => once(() => compilePolicy(loadPolicyDocuments(load()), here)),
      bare: () => once(() => JSON.parse(file)),
    });
  return [await row('YAML', () => documents), await row('a bundle', () => readPolicyBundle(file).documents)];
}

function once(action) {
  const startedAt = performance.now();
  action();
  return perCall(startedAt, 1);
}
