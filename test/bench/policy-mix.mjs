import { randomUUID } from 'node:crypto';

const actions = [
  'kms:cmk:encryptData',
  'kms:cmk:decryptData',
  'kms:cmk:createDataKey',
  'kms:cmk:createDataKeyWithoutPlaintext',
  'kms:cmk:encryptDataKey',
  'kms:cmk:decryptDataKey',
  'kms:cmk:get',
  'kms:alias:associate',
];

/** Of a hundred rules: 65 by key id, 10 by alias, 5 by alias pattern, 10 by tag, 10 denials (by tag). */
function selector(number) {
  const kind = number % 20;
  if (kind < 13) return randomUUID();
  if (kind < 15) return `alias/app-${number}`;
  if (kind < 16) return `alias/team-${number}/*`;
  return `{ tags: { project: p${number} } }`;
}

const rulesPerDocument = 1_000;

/**
 * Policy documents with so many rules, spread over principals `user:p0`, `user:p1`, … . The first rule of each principal is
 * the one that allows it everything on the key with the alias `alias/hot`.
 */
export function policyMix(rules, principals) {
  const documents = [];
  for (let first = 0; first < rules; first += rulesPerDocument) {
    const lines = ['policy: chatelaine/v1', `name: mix-${first}`, 'rules:'];
    for (let number = first; number < Math.min(rules, first + rulesPerDocument); number += 1) {
      lines.push(...ruleLines(number, principals));
    }
    documents.push({ name: `mix-${first}.policy.yaml`, text: `${lines.join('\n')}\n` });
  }
  return documents;
}

function ruleLines(number, principals) {
  const isFirst = number < principals;
  const effect = !isFirst && number % 20 >= 18 ? 'deny' : 'allow';
  const chosen = isFirst ? actions : [actions[number % 8], actions[(number + 3) % 8]];
  return [
    `  - id: rule-${number}`,
    `    effect: ${effect}`,
    `    who: ["user:p${number % principals}"]`,
    `    actions: [${chosen.map((action) => `"${action}"`).join(', ')}]`,
    `    keys: [${isFirst ? 'alias/hot' : selector(number)}]`,
    `    reason: Rule number ${number} of the benchmark`,
  ];
}
