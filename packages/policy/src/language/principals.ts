import type { Form } from '../form/form.ts';
import { allOr, list, type ListForm } from '../form/list.ts';
import { nearName } from '../form/near-name.ts';
import { parsedText } from '../form/text.ts';
import type { PrincipalName } from '../policy-set.ts';
import { quote } from '../source/hidden-characters.ts';

const kinds = ['user', 'role', 'group', 'service', 'role-session'];
const pattern = /^(?:user|role|group|service|role-session):[A-Za-z0-9._@/-]{1,128}$/;
const mostPrincipals = 1_000;

function adviceFor(name: string): string {
  const [kind = ''] = name.split(':', 1);
  const rest = name.slice(kind.length + 1);
  if (name === 'all' || name === '*') return '; for every principal write all instead of a list';
  const near = kinds.includes(kind) || !name.includes(':') ? undefined : nearName(kind, kinds);
  if (near !== undefined && pattern.test(`${near}:${rest}`)) return `; did you mean ${quote(`${near}:${rest}`)}?`;
  return '; a principal is user:, role:, group:, service: or role-session: and 1–128 characters of A–Z a–z 0–9 . _ @ / -';
}

const principal: Form<PrincipalName> = parsedText(
  (name, offset, { report }) => {
    if (pattern.test(name)) return name;
    report(offset, 'invalid-value', `${quote(name)} is no principal${adviceFor(name)}`);
    return undefined;
  },
  { type: 'string', pattern: pattern.source },
);

const principalList: ListForm<PrincipalName> = { of: principal, noun: 'a principal', maximum: mostPrincipals };

/** A list of principals. */
export const principals: Form<readonly PrincipalName[]> = list(principalList);

/** `all`, or a list of principals. */
export const allOrPrincipals: Form<'all' | readonly PrincipalName[]> = allOr(principalList, (word) =>
  pattern.test(word) ? `[${word}]` : 'all, or a list such as [user:alice, role:billing]',
);
