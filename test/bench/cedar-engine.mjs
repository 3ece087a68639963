import { setFlagsFromString } from 'node:v8';
import cedar from '@cedar-policy/cedar-wasm/nodejs';

// V8 of Node 20 ends the process when it deoptimizes a function into which a call of WebAssembly was inlined.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

let sets = 0;

/** The rules of the mix for Cedar, parsed once, and what decides by them. */
export function cedarEngine(rules) {
  const preparsedPolicySetId = `mix-${(sets += 1)}`;
  const staticPolicies = Object.fromEntries(rules.map((rule) => [`rule-${rule.number}`, policyText(rule)]));
  const parsed = cedar.preparsePolicySet(preparsedPolicySetId, { staticPolicies });
  if (parsed.type === 'failure') throw new Error(JSON.stringify(parsed.errors));
  return ({ principal, action, key }) => {
    const resource = { type: 'Key', id: key.id };
    const [alias = ''] = key.aliases;
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'Principal', id: principal.id },
      action: { type: 'Action', id: action },
      resource,
      context: {},
      entities: [{ uid: resource, attrs: { alias, tags: { ...key.tags } }, parents: [] }],
      preparsedPolicySetId,
      validateRequest: false,
    });
    return answer.response.decision === 'allow';
  };
}

function policyText({ isDeny, principal, actions, key }) {
  const named = actions.map((action) => `Action::"${action}"`).join(', ');
  const scope = `principal == Principal::"${principal}", action in [${named}], ${key.id === undefined ? 'resource' : `resource == Key::"${key.id}"`}`;
  return `${isDeny ? 'forbid' : 'permit'}(${scope})${conditionText(key)};`;
}

function conditionText({ id, alias, aliasesBelow, project }) {
  if (id !== undefined) return '';
  if (alias !== undefined) return ` when { resource.alias == "${alias}" }`;
  if (project !== undefined) return ` when { resource.tags has project && resource.tags.project == "${project}" }`;
  return ` when { resource.alias like "${aliasesBelow}*" && !(resource.alias like "${aliasesBelow}*/*") }`;
}
