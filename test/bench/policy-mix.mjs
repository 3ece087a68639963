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

const rulesPerDocument = 1_000;

/** Of a hundred rules: 65 by key id, 10 by alias, 5 by alias pattern, 10 by tag, 10 denials (by tag). */
function selector(number) {
  const kind = number % 20;
  if (kind < 13) return { id: randomUUID() };
  if (kind < 15) return { alias: `alias/app-${number}` };
  if (kind < 16) return { aliasesBelow: `alias/team-${number}/` };
  return { project: `p${number}` };
}

/**
 * So many rules, spread over principals `user:p0`, `user:p1`, … , as data. The first rule of each principal is the one that allows
 * it everything on the key with the alias `alias/hot`.
 */
export function mixedRules(rules, principals) {
  return Array.from({ length: rules }, (_entry, number) => {
    const isFirst = number < principals;
    return {
      number,
      isDeny: !isFirst && number % 20 >= 18,
      principal: `user:p${number % principals}`,
      actions: isFirst ? actions : [actions[number % 8], actions[(number + 3) % 8]],
      key: isFirst ? { alias: 'alias/hot' } : selector(number),
    };
  });
}

/** The same as policy documents. */
export function policyDocuments(rules) {
  const documents = [];
  for (let first = 0; first < rules.length; first += rulesPerDocument) {
    const lines = ['policy: chatelaine/v1', `name: mix-${first}`, 'rules:'];
    lines.push(...rules.slice(first, first + rulesPerDocument).flatMap(ruleLines));
    documents.push({ name: `mix-${first}.policy.yaml`, text: `${lines.join('\n')}\n` });
  }
  return documents;
}

/** Policy documents with so many rules. */
export function policyMix(rules, principals) {
  return policyDocuments(mixedRules(rules, principals));
}

function written({ id, alias, aliasesBelow, project }) {
  return id ?? alias ?? (aliasesBelow === undefined ? `{ tags: { project: ${project} } }` : `${aliasesBelow}*`);
}

function ruleLines({ number, isDeny, principal, actions: chosen, key }) {
  return [
    `  - id: rule-${number}`,
    `    effect: ${isDeny ? 'deny' : 'allow'}`,
    `    who: ["${principal}"]`,
    `    actions: [${chosen.map((action) => `"${action}"`).join(', ')}]`,
    `    keys: [${written(key)}]`,
    `    reason: Rule number ${number} of the benchmark`,
  ];
}
