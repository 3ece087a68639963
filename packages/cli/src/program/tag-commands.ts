import { type Command } from 'commander';
import type { Act } from './act.ts';
import { collectPair, type Pairs } from './option-parsers.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

/** `chatelaine tag …` */
export function addTagCommands(program: Command, act: Act): void {
  const group = program.command('tag').description('Adds, removes and lists tags of keys').helpCommand(false);
  group
    .command('add')
    .description(operationHelp('tagKey'))
    .argument('<key>', parameterHelp('tagKey', 'keyId'))
    .argument('<key=value...>', parameterHelp('tagKey', 'tags'), collectPair)
    .action(async (keyId: string, tags: Pairs, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/tags.ts')).addTags(invocation, { keyId, tags }),
      );
    });
  group
    .command('remove')
    .description(operationHelp('untagKey'))
    .argument('<key>', parameterHelp('untagKey', 'keyId'))
    .argument('<tag...>', parameterHelp('untagKey', 'tagKeys'))
    .action(async (keyId: string, tagKeys: readonly string[], _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/tags.ts')).removeTags(invocation, { keyId, tagKeys }),
      );
    });
  group
    .command('list')
    .description(operationHelp('listKeyTags'))
    .argument('<key>', parameterHelp('listKeyTags', 'keyId'))
    .action(async (keyId: string, _: object, command: Command) => {
      await act(command, async (invocation) => (await import('../commands/tags.ts')).listTags(invocation, keyId));
    });
}
