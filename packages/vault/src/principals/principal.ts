import { isIP } from 'node:net';
import { type Principal, type RequestContext, VaultError } from '@chatelaine/core';
import { isPlain } from '../pipeline/plain-object.ts';
import type { PrincipalInput } from './principal-input.ts';

const name = /^[A-Za-z0-9._@/-]{1,128}$/;
const userId = /^(?:user|role-session):[A-Za-z0-9._@/-]{1,128}$/;
const anyId = /^(?:user|service|role-session):[A-Za-z0-9._@/-]{1,128}$/;
/** True for the id of a user, a service or a role session. */
export function isPrincipalId(id: string): boolean {
  return anyId.test(id);
}

const mostNames = 256;
const mostAttributes = 64;
const mostApprovals = 64;
const longestAttribute = 1_024;

function refuse(what: string): never {
  throw new VaultError('InvalidPrincipal', what);
}

function members(value: unknown, what: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`${what} is not an object.`);
  for (const key of Object.keys(value)) if (!known.includes(key)) refuse(`${what} has the unknown member "${key}".`);
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of known) if (Object.hasOwn(value, key)) copy[key] = (value as Record<string, unknown>)[key];
  return copy;
}

function names(value: unknown, what: string): readonly string[] {
  if (value === undefined) return Object.freeze([]);
  if (!Array.isArray(value) || value.length > mostNames) refuse(`${what} is not a list of at most ${mostNames} names.`);
  const copy: unknown[] = [...(value as unknown[])];
  if (!copy.every((entry): entry is string => typeof entry === 'string' && name.test(entry))) {
    refuse(`${what} has an entry that is not 1–128 characters of [A-Za-z0-9._@/-].`);
  }
  return Object.freeze(copy);
}

function attributes(value: unknown): Readonly<Record<string, string>> {
  const copy = Object.create(null) as Record<string, string>;
  if (value === undefined) return Object.freeze(copy);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('The attributes are not an object.');
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length === 0 && !isPlain(value)) refuse('The attributes are not a plain object.');
  if (entries.length > mostAttributes) refuse(`There are more than ${mostAttributes} attributes.`);
  for (const [key, text] of entries) {
    if (!name.test(key)) refuse('An attribute has a name that is not 1–128 characters of [A-Za-z0-9._@/-].');
    if (typeof text !== 'string' || text.length > longestAttribute) {
      refuse(`The attribute ${key} is not text of at most ${longestAttribute} characters.`);
    }
    copy[key] = text;
  }
  return Object.freeze(copy);
}

/** Validates, copies and freezes what a host gives to `as()`. */
export function takePrincipal(input: PrincipalInput): Principal {
  const given = members(input, 'The principal', ['id', 'roles', 'groups', 'attributes']);
  const id = given['id'];
  if (typeof id !== 'string' || !anyId.test(id)) {
    refuse('The id of the principal is not user: or role-session: and 1–128 characters of [A-Za-z0-9._@/-].');
  }
  if (!userId.test(id)) refuse('A host can not act as a service with as().');
  return Object.freeze({
    id,
    roles: names(given['roles'], 'The list of roles'),
    groups: names(given['groups'], 'The list of groups'),
    attributes: attributes(given['attributes']),
  });
}

/** Validates, copies and freezes the circumstances of a request. */
export function takeRequestContext(input: RequestContext | undefined): RequestContext {
  if (input === undefined) return Object.freeze({});
  const given = members(input, 'The request context', ['source', 'mfa', 'approvals']);
  const context: { -readonly [Key in keyof RequestContext]: RequestContext[Key] } = {};
  if (given['source'] !== undefined) {
    const { ip } = members(given['source'], 'The source', ['ip']);
    if (ip !== undefined && (typeof ip !== 'string' || isIP(ip) === 0))
      refuse('The source has an ip that is no IP address.');
    context.source = Object.freeze(ip === undefined ? {} : { ip });
  }
  if (given['mfa'] !== undefined) {
    const { ageSeconds } = members(given['mfa'], 'The second factor', ['ageSeconds']);
    if (typeof ageSeconds !== 'number' || !Number.isFinite(ageSeconds) || ageSeconds < 0) {
      refuse('The age of the second factor is not a number of seconds.');
    }
    context.mfa = Object.freeze({ ageSeconds });
  }
  if (given['approvals'] !== undefined) {
    const list = given['approvals'];
    if (!Array.isArray(list) || list.length > mostApprovals) refuse(`There are more than ${mostApprovals} approvals.`);
    context.approvals = Object.freeze(
      // Array.from sees the holes that map would skip.
      Array.from(list as unknown[], (entry) => {
        const approval = members(entry, 'An approval', ['id', 'roles']);
        const id = approval['id'];
        if (typeof id !== 'string' || !anyId.test(id)) refuse('An approval has an id of another form.');
        return Object.freeze({ id, roles: names(approval['roles'], 'The list of roles of an approval') });
      }),
    );
  }
  return Object.freeze(context);
}
