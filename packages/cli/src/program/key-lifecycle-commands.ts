import type { Command } from 'commander';
import type { Act } from './act.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

/** `chatelaine key enable`, `disable` and `update-description` */
export function addKeyLifecycleCommands(key: Command, act: Act): void {
  for (const [name, operation] of [
    ['enable', 'enableKey'],
    ['disable', 'disableKey'],
  ] as const) {
    key
      .command(name)
      .description(operationHelp(operation))
      .argument('<key>', parameterHelp(operation, 'keyId'))
      .action(async (keyId: string, _: object, command: Command) => {
        await act(command, async (invocation) =>
          (await import('../commands/key-lifecycle.ts'))[operation](invocation, { keyId }),
        );
      });
  }
  key
    .command('update-description')
    .description(operationHelp('updateKeyDescription'))
    .argument('<key>', parameterHelp('updateKeyDescription', 'keyId'))
    .argument('<text>', parameterHelp('updateKeyDescription', 'description'))
    .action(async (keyId: string, description: string, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/key-lifecycle.ts')).updateKeyDescription(invocation, { keyId, description }),
      );
    });
}
