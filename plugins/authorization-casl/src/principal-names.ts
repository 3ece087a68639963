import { type Principal, VaultError } from '@chatelaine/core';

/** Under which names a policy may know a principal: its id, `role:…` for its roles, `group:…` for its groups. */
export function principalNames({ id, roles, groups }: Principal): readonly string[] {
  if (typeof id !== 'string' || !isListOfText(roles) || !isListOfText(groups)) {
    throw new VaultError('InvalidPrincipal', 'A principal is an id, a list of roles and a list of groups, all text.');
  }
  return [id, ...roles.map((role) => `role:${role}`), ...groups.map((group) => `group:${group}`)];
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** Whether a principal will be the same for ever, so that what was found for it holds for ever. */
export function isImmutable(principal: Principal): boolean {
  return Object.isFrozen(principal) && Object.isFrozen(principal.roles) && Object.isFrozen(principal.groups);
}
