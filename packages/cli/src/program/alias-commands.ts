import { type Command, Option } from 'commander';
import type { Act } from './act.ts';
import { wholeNumber } from './option-parsers.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

interface ListAliasesOptions {
  readonly key?: string;
  readonly limit?: number;
}

/** `chatelaine alias …` */
export function addAliasCommands(program: Command, act: Act): void {
  const group = program.command('alias').description('Creates, moves, deletes and lists aliases').helpCommand(false);
  group
    .command('create')
    .description(operationHelp('createAlias'))
    .argument('<alias>', parameterHelp('createAlias', 'alias'))
    .argument('<key>', parameterHelp('createAlias', 'keyId'))
    .action(async (alias: string, keyId: string, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/aliases.ts')).createAlias(invocation, { alias, keyId }),
      );
    });
  group
    .command('associate')
    .description(operationHelp('associateAlias'))
    .argument('<alias>', parameterHelp('associateAlias', 'alias'))
    .argument('<key>', parameterHelp('associateAlias', 'keyId'))
    .action(async (alias: string, keyId: string, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/aliases.ts')).associateAlias(invocation, { alias, keyId }),
      );
    });
  group
    .command('delete')
    .description(operationHelp('deleteAlias'))
    .argument('<alias>', parameterHelp('deleteAlias', 'alias'))
    .action(async (alias: string, _: object, command: Command) => {
      await act(command, async (invocation) => (await import('../commands/aliases.ts')).deleteAlias(invocation, alias));
    });
  group
    .command('list')
    .description(operationHelp('listAliases'))
    .option('--key <key>', parameterHelp('listAliases', 'keyId'))
    .addOption(new Option('--limit <count>', 'the most aliases to list; all if absent').argParser(wholeNumber))
    .action(async ({ key, limit }: ListAliasesOptions, command: Command) => {
      const filter = key === undefined ? {} : { keyId: key };
      await act(command, async (invocation) =>
        (await import('../commands/aliases.ts')).listAliases(invocation, filter, limit),
      );
    });
}
