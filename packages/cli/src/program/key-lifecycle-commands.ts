import { type Command, Option } from 'commander';
import type { Act } from './act.ts';
import { wholeNumber } from './option-parsers.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

/** `chatelaine key enable`, `disable`, `schedule-deletion`, `cancel-deletion` and `update-description` */
export function addKeyLifecycleCommands(key: Command, act: Act): void {
  const addStateCommand = (name: string, operation: 'enableKey' | 'disableKey' | 'cancelKeyDeletion'): void => {
    key
      .command(name)
      .description(operationHelp(operation))
      .argument('<key>', parameterHelp(operation, 'keyId'))
      .action(async (keyId: string, _: object, command: Command) => {
        await act(command, async (invocation) =>
          (await import('../commands/key-lifecycle.ts'))[operation](invocation, { keyId }),
        );
      });
  };
  addStateCommand('enable', 'enableKey');
  addStateCommand('disable', 'disableKey');
  key
    .command('schedule-deletion')
    .description(operationHelp('scheduleKeyDeletion'))
    .argument('<key>', parameterHelp('scheduleKeyDeletion', 'keyId'))
    .addOption(
      new Option('--pending-days <days>', parameterHelp('scheduleKeyDeletion', 'pendingDays')).argParser(wholeNumber),
    )
    .action(async (keyId: string, options: { readonly pendingDays?: number }, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/key-lifecycle.ts')).scheduleKeyDeletion(invocation, { keyId, ...options }),
      );
    });
  addStateCommand('cancel-deletion', 'cancelKeyDeletion');
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
