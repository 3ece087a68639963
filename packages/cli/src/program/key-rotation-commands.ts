import { type Command, Option } from 'commander';
import type { Act } from './act.ts';
import { wholeNumber } from './option-parsers.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

/** `chatelaine key rotate`, `update-minimum-version` and `rotation …` */
export function addKeyRotationCommands(key: Command, act: Act): void {
  key
    .command('rotate')
    .description(operationHelp('rotateKey'))
    .argument('<key>', parameterHelp('rotateKey', 'keyId'))
    .action(async (keyId: string, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/key-rotation.ts')).rotateKey(invocation, { keyId }),
      );
    });
  key
    .command('update-minimum-version')
    .description(operationHelp('updateKeyMinimumVersion'))
    .argument('<key>', parameterHelp('updateKeyMinimumVersion', 'keyId'))
    .argument('<version>', parameterHelp('updateKeyMinimumVersion', 'minimumVersion'))
    .action(async (keyId: string, minimumVersion: string, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/key-rotation.ts')).updateKeyMinimumVersion(invocation, { keyId, minimumVersion }),
      );
    });
  const rotation = key
    .command('rotation')
    .description('Says whether and how often a key rotates by itself')
    .helpCommand(false);
  rotation
    .command('enable')
    .description(operationHelp('enableKeyRotation'))
    .argument('<key>', parameterHelp('enableKeyRotation', 'keyId'))
    .addOption(
      new Option('--interval <days>', parameterHelp('enableKeyRotation', 'rotationInterval')).argParser(wholeNumber),
    )
    .action(async (keyId: string, { interval }: { readonly interval?: number }, command: Command) => {
      const request = { keyId, ...(interval !== undefined && { rotationInterval: interval }) };
      await act(command, async (invocation) =>
        (await import('../commands/key-rotation.ts')).enableKeyRotation(invocation, request),
      );
    });
  rotation
    .command('disable')
    .description(operationHelp('disableKeyRotation'))
    .argument('<key>', parameterHelp('disableKeyRotation', 'keyId'))
    .action(async (keyId: string, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/key-rotation.ts')).disableKeyRotation(invocation, { keyId }),
      );
    });
  rotation
    .command('interval')
    .description(operationHelp('updateKeyRotationInterval'))
    .argument('<key>', parameterHelp('updateKeyRotationInterval', 'keyId'))
    .argument('<days>', parameterHelp('updateKeyRotationInterval', 'rotationInterval'), wholeNumber)
    .action(async (keyId: string, rotationInterval: number, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/key-rotation.ts')).updateKeyRotationInterval(invocation, {
          keyId,
          rotationInterval,
        }),
      );
    });
  rotation
    .command('status')
    .description(operationHelp('getKeyRotationStatus'))
    .argument('<key>', parameterHelp('getKeyRotationStatus', 'keyId'))
    .action(async (keyId: string, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/key-rotation.ts')).getKeyRotationStatus(invocation, { keyId }),
      );
    });
}
