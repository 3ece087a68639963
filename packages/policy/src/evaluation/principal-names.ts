import { type Principal, VaultError } from '@chatelaine/core';
import type { PrincipalName } from '../policy-set.ts';

/**
 * Under which names a policy may know a principal: its id, `role:…` for its roles, `group:…` for its groups.
 *
 * @throws VaultError `InvalidPrincipal` for what `vault.as()` refuses.
 */
export function principalNames({ id, roles, groups }: Principal): readonly PrincipalName[] {
  if (typeof id !== 'string' || !isListOfText(roles) || !isListOfText(groups)) {
    throw new VaultError('InvalidPrincipal', 'A principal is an id, a list of roles and a list of groups, all text.');
  }
  return [id, ...roles.map((role) => `role:${role}`), ...groups.map((group) => `group:${group}`)];
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
