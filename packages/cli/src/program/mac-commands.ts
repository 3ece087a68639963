import type { Command } from 'commander';
import type { GenerateMacOptions, VerifyMacOptions } from '../commands/macs.ts';
import type { Act } from './act.ts';
import { forceOption } from './common-options.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

/** `chatelaine mac …` */
export function addMacCommands(program: Command, act: Act): void {
  const group = program
    .command('mac')
    .description('Makes and verifies message authentication codes')
    .helpCommand(false);
  addMessage(group.command('generate').description(operationHelp('generateMac')), 'generateMac')
    .option('-o, --output <file>', 'writes the code to a file instead of base64 to standard output')
    .addOption(forceOption())
    .action(async (file: string, options: GenerateMacOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/macs.ts')).generateMac(invocation, file, options),
      );
    });
  addMessage(group.command('verify').description(operationHelp('verifyMac')), 'verifyMac')
    .requiredOption('--mac <file>', 'the code: a file, or - for base64 on standard input; required')
    .addHelpText('after', '\nThe exit status is 10 if the code is not valid.')
    .action(async (file: string, options: VerifyMacOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/macs.ts')).verifyMac(invocation, file, options),
      );
    });
}

function addMessage(command: Command, operation: 'generateMac' | 'verifyMac'): Command {
  return command
    .argument('<file>', 'the message: a file, or - for standard input, taken as it is')
    .requiredOption('--key <key>', `${parameterHelp(operation, 'keyId')}; required`)
    .option('--algorithm <name>', parameterHelp(operation, 'macAlgorithm'));
}
