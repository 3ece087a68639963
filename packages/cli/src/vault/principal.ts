import type { PrincipalInput } from '@chatelaine/vault';
import { CommandError } from '../errors/command-error.ts';
import type { Invocation } from '../program/invocation.ts';

/** The principal that the caller claims to be; the vault validates it. */
export function principalOf({ globals, surroundings }: Invocation): PrincipalInput {
  const id = globals.principal ?? surroundings.environment['CHATELAINE_PRINCIPAL'] ?? '';
  if (id === '') {
    throw new CommandError(
      'UsageError',
      'No principal. Say who acts with --principal user:<name> or the environment variable CHATELAINE_PRINCIPAL.',
    );
  }
  return {
    id,
    roles: globals.role ?? [],
    groups: globals.group ?? [],
    ...(globals.attribute === undefined ? {} : { attributes: globals.attribute }),
  };
}
