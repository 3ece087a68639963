import type { PrincipalName } from '../policy-set.ts';
import { quote } from '../source/hidden-characters.ts';
import type { Report } from '../source/report.ts';
import type { SourceNode } from '../source/source-node.ts';
import { suggestion } from './near-name.ts';
import { readEach, readList, readText } from './shape.ts';

const kinds = ['user', 'role', 'group', 'service', 'role-session'];
const pattern = /^(?:user|role|group|service|role-session):[A-Za-z0-9._@/-]{1,128}$/;
const mostPrincipals = 1_000;
const anyText = { minimum: 0, maximum: 4_096, description: 'text' };

function readPrincipal(node: SourceNode, report: Report): PrincipalName | undefined {
  const name = readText(node, 'a principal', anyText, report);
  if (name === undefined || pattern.test(name)) return name;
  const [kind = ''] = name.split(':', 1);
  let advice =
    '; a principal is user:, role:, group:, service: or role-session: and 1–128 characters of A–Z a–z 0–9 . _ @ / -';
  if (name === 'all' || name === '*') advice = '; for every principal write all instead of a list';
  else if (!kinds.includes(kind)) advice = suggestion(kind, kinds) || advice;
  report(node.offset, 'invalid-value', `${quote(name)} is no principal${advice}`);
  return undefined;
}

/** A list of principals. */
export function readPrincipals(node: SourceNode, what: string, report: Report): readonly PrincipalName[] {
  const items = readList(node, what, mostPrincipals, report);
  return readEach(
    items,
    (item) => readPrincipal(item, report),
    (name) => name,
    report,
  );
}

/** `all`, or a list of principals. */
export function readWho(node: SourceNode, report: Report): 'all' | readonly PrincipalName[] {
  if (node.kind !== 'text') return readPrincipals(node, 'who', report);
  if (node.value !== 'all') {
    const advice = pattern.test(node.value) ? `[${node.value}]` : 'all, or a list such as [user:alice, role:billing]';
    report(node.offset, 'invalid-value', `who is ${quote(node.value)}; write ${advice}`);
  }
  return 'all';
}
