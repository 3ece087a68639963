import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';

const model = `
[request_definition]
r = sub, act, key
[policy_definition]
p = sub, act, kind, value, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.sub == p.sub && r.act == p.act && names(r.key, p.kind, p.value)
`;

/** The rules of the mix for casbin, a line for each action, and what decides by them. */
export async function casbinEngine(rules) {
  const lines = rules.flatMap(({ principal, actions, isDeny, key }) => {
    const [[kind, value]] = Object.entries(key);
    return actions.map((action) => `p, ${principal}, ${action}, ${kind}, ${value}, ${isDeny ? 'deny' : 'allow'}`);
  });
  const enforcer = await newEnforcer(newModelFromString(model), new StringAdapter(lines.join('\n')));
  await enforcer.addFunction('names', names);
  return ({ principal, action, key }) => enforcer.enforceSync(principal.id, action, key);
}

function names(key, kind, value) {
  if (kind === 'id') return key.id === value;
  if (kind === 'alias') return key.aliases.includes(value);
  if (kind === 'project') return key.tags.project === value;
  return key.aliases.some((alias) => alias.startsWith(value) && !alias.includes('/', value.length));
}
