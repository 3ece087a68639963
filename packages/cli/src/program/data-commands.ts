import { Argument, type Command, Option } from 'commander';
import type { DecryptOptions } from '../commands/decrypt.ts';
import type { EncryptOptions } from '../commands/encrypt.ts';
import type { RandomOptions } from '../commands/random.ts';
import type { ReEncryptOptions } from '../commands/re-encrypt.ts';
import type { Act } from './act.ts';
import { contextOption, forceOption } from './common-options.ts';
import { collectPair, wholeNumber } from './option-parsers.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

/** `chatelaine encrypt`, `decrypt`, `re-encrypt` and `random` */
export function addDataCommands(program: Command, act: Act): void {
  program
    .command('encrypt')
    .description('Encrypts a file of any size, in constant memory')
    .argument('<file>', 'the file, or - for standard input')
    .requiredOption('--key <key>', `${parameterHelp('encryptStream', 'keyId')}; required`)
    .option('-o, --output <file>', 'the output, or - for standard output (default: <file>.chatelaine)')
    .option(
      '--algorithm <name>',
      'encrypts a small input as one block instead of a stream: RSAES_OAEP_SHA_256 with an RSA key, SYMMETRIC_DEFAULT',
    )
    .addOption(contextOption())
    .addOption(forceOption())
    .addHelpText(
      'after',
      '\nThe output appears under its name only when it is complete, readable by its owner alone.\n' +
        'A ciphertext never goes to a terminal. With --algorithm a symmetric key takes 4096 bytes, or as many as\n' +
        'the configuration says, an RSA key 190 to 446; it makes the bare block of RSAES-OAEP.',
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
    .option('--algorithm <name>', 'what encrypt was called with; any but SYMMETRIC_DEFAULT needs --key, too')
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
    .command('re-encrypt')
    .description(operationHelp('reEncrypt'))
    .argument('<file>', 'the ciphertext: a file, or - for base64 on standard input')
    .requiredOption('--key <key>', `${parameterHelp('reEncrypt', 'destinationKeyId')}; required`)
    .option('--algorithm <name>', parameterHelp('reEncrypt', 'destinationEncryptionAlgorithm'))
    .addOption(
      new Option('--context <key=value>', parameterHelp('reEncrypt', 'destinationEncryptionContext')).argParser(
        collectPair,
      ),
    )
    .option('--without-context', 'the new ciphertext has no encryption context')
    .option('--source-key <key>', parameterHelp('reEncrypt', 'sourceKeyId'))
    .option('--source-algorithm <name>', parameterHelp('reEncrypt', 'sourceEncryptionAlgorithm'))
    .addOption(
      new Option('--source-context <key=value>', parameterHelp('reEncrypt', 'sourceEncryptionContext')).argParser(
        collectPair,
      ),
    )
    .option('-o, --output <file>', 'writes the ciphertext to a file instead of base64 to standard output')
    .addOption(forceOption())
    .addHelpText(
      'after',
      '\nFor data keys, private keys of pairs, and what encrypt made with --algorithm. A stream, which encrypt makes\n' +
        'without it, can not be re-encrypted: decrypt it and encrypt it again. Files hold bytes.',
    )
    .action(async (file: string, options: ReEncryptOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/re-encrypt.ts')).reEncrypt(invocation, file, options),
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
