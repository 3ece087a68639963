import type { GrantableOperation } from '@chatelaine/core';
import { type Command, Option } from 'commander';
import type { Act } from './act.ts';
import { collectPair, type Pairs, wholeNumber } from './option-parsers.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

interface CreateGrantOptions {
  readonly to: string;
  readonly retiringPrincipal?: string;
  readonly contextEquals?: Pairs;
  readonly contextSubset?: Pairs;
  readonly expires?: string;
  readonly name?: string;
}

interface ListGrantsOptions {
  readonly limit?: number;
}

const limitOption = (): Option =>
  new Option('--limit <count>', 'the most grants to list; all if absent').argParser(wholeNumber);

/** `chatelaine grant …` */
export function addGrantCommands(program: Command, act: Act): void {
  const group = program.command('grant').description('Grants the use of keys, and takes it back').helpCommand(false);
  group
    .command('create')
    .description(operationHelp('createGrant'))
    .argument('<key>', parameterHelp('createGrant', 'keyId'))
    .argument('<operation...>', parameterHelp('createGrant', 'operations'))
    .requiredOption('--to <principal>', parameterHelp('createGrant', 'grantee'))
    .option('--retiring-principal <principal>', parameterHelp('createGrant', 'retiringPrincipal'))
    .option('--context-equals <key=value>', parameterHelp('createGrant', 'encryptionContextEquals'), collectPair)
    .option('--context-subset <key=value>', parameterHelp('createGrant', 'encryptionContextSubset'), collectPair)
    .option('--expires <time>', `${parameterHelp('createGrant', 'expiresAt')}, such as 2030-01-31T12:00:00Z`)
    .option('--name <text>', parameterHelp('createGrant', 'name'))
    .action(async (keyId: string, operations: readonly string[], options: CreateGrantOptions, command: Command) => {
      const { to: grantee, contextEquals, contextSubset, expires, name, retiringPrincipal } = options;
      await act(command, async (invocation) =>
        (await import('../commands/grants.ts')).createGrant(invocation, {
          keyId,
          grantee,
          // The vault refuses what it does not know.
          operations: operations as readonly GrantableOperation[],
          ...(retiringPrincipal !== undefined && { retiringPrincipal }),
          ...(contextEquals !== undefined && { encryptionContextEquals: contextEquals }),
          ...(contextSubset !== undefined && { encryptionContextSubset: contextSubset }),
          ...(expires !== undefined && { expiresAt: expires }),
          ...(name !== undefined && { name }),
        }),
      );
    });
  group
    .command('list')
    .description(operationHelp('listGrants'))
    .argument('<key>', parameterHelp('listGrants', 'keyId'))
    .addOption(limitOption())
    .action(async (keyId: string, { limit }: ListGrantsOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/grants.ts')).listGrants(invocation, keyId, limit),
      );
    });
  group
    .command('list-retirable')
    .description(operationHelp('listRetirableGrants'))
    .addOption(limitOption())
    .action(async ({ limit }: ListGrantsOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/grants.ts')).listGrants(invocation, undefined, limit),
      );
    });
  group
    .command('retire')
    .description(operationHelp('retireGrant'))
    .argument('<key>', parameterHelp('retireGrant', 'keyId'))
    .argument('<grant>', parameterHelp('retireGrant', 'grantId'))
    .action(async (keyId: string, grantId: string, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/grants.ts')).retireGrant(invocation, { keyId, grantId }),
      );
    });
  group
    .command('revoke')
    .description(operationHelp('revokeGrant'))
    .argument('<key>', parameterHelp('revokeGrant', 'keyId'))
    .argument('<grant>', parameterHelp('revokeGrant', 'grantId'))
    .action(async (keyId: string, grantId: string, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/grants.ts')).revokeGrant(invocation, { keyId, grantId }),
      );
    });
}
