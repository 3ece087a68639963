import { Argument, type Command } from 'commander';
import type { DecryptOptions } from '../commands/decrypt.ts';
import type { EncryptOptions } from '../commands/encrypt.ts';
import type { RandomOptions } from '../commands/random.ts';
import type { Act } from './act.ts';
import { contextOption, forceOption } from './common-options.ts';
import { wholeNumber } from './option-parsers.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

/** `chatelaine encrypt`, `decrypt` and `random` */
export function addDataCommands(program: Command, act: Act): void {
  program
    .command('encrypt')
    .description('Encrypts a file of any size, in constant memory')
    .argument('<file>', 'the file, or - for standard input')
    .requiredOption('--key <key>', `${parameterHelp('encryptStream', 'keyId')}; required`)
    .option('-o, --output <file>', 'the output, or - for standard output (default: <file>.chatelaine)')
    .addOption(contextOption())
    .addOption(forceOption())
    .addHelpText(
      'after',
      '\nThe output appears under its name only when it is complete, readable by its owner alone.\nA ciphertext never goes to a terminal.',
    )
    .action(async (file: string, options: EncryptOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/encrypt.ts')).encrypt(invocation, file, options),
      );
    });
  program
    .command('decrypt')
    .description('Decrypts a file that encrypt made, in constant memory')
    .argument('<file>', 'the file, or - for standard input')
    .option('--key <key>', parameterHelp('decryptStream', 'keyId'))
    .option('-o, --output <file>', 'the output, or - for standard output (default: <file> without .chatelaine)')
    .addOption(contextOption())
    .addOption(forceOption())
    .addHelpText(
      'after',
      '\nNothing is given out before the last byte is verified: a file appears under its name only then, and\n' +
        'what goes to standard output waits in a private temporary file (TMPDIR says where) that has no name.\n' +
        'Binary data never goes to a terminal.',
    )
    .action(async (file: string, options: DecryptOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/decrypt.ts')).decrypt(invocation, file, options),
      );
    });
  program
    .command('random')
    .description(operationHelp('generateRandom'))
    .addArgument(new Argument('<length>', parameterHelp('generateRandom', 'length')).argParser(wholeNumber))
    .option('-o, --output <file>', 'writes the bytes to a file instead of base64 to standard output')
    .addOption(forceOption())
    .action(async (length: number, options: RandomOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/random.ts')).random(invocation, length, options),
      );
    });
}
