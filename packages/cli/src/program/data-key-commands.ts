import { type Command, Option } from 'commander';
import type { CreateDataKeyPairOptions } from '../commands/data-key-pairs.ts';
import type { ConvertDataKeyOptions, CreateDataKeyOptions } from '../commands/data-keys.ts';
import type { Act } from './act.ts';
import { contextOption, forceOption } from './common-options.ts';
import { wholeNumber } from './option-parsers.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

const encoding = '\nFiles hold bytes; standard input and standard output carry base64.';

/** `chatelaine data-key …` */
export function addDataKeyCommands(program: Command, act: Act): void {
  const group = program.command('data-key').description('Creates, encrypts and decrypts data keys').helpCommand(false);
  group
    .command('create')
    .description(operationHelp('createDataKey'))
    .requiredOption('--key <key>', `${parameterHelp('createDataKey', 'keyId')}; required`)
    .addOption(new Option('--length <bytes>', parameterHelp('createDataKey', 'length')).argParser(wholeNumber))
    .option('--without-plaintext', 'gives it out encrypted only')
    .option('--plaintext-file <file>', 'writes the data key to a file instead of standard output')
    .option('--ciphertext-file <file>', 'writes the encrypted data key to a file instead of standard output')
    .addOption(contextOption())
    .addOption(forceOption())
    .addHelpText('after', encoding)
    .action(async (options: CreateDataKeyOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/data-keys.ts')).createDataKey(invocation, options),
      );
    });
  group
    .command('pair')
    .description(operationHelp('createDataKeyPair'))
    .requiredOption('--key <key>', `${parameterHelp('createDataKeyPair', 'keyId')}; required`)
    .requiredOption('--spec <spec>', `${parameterHelp('createDataKeyPair', 'keyPairSpec')}; required`)
    .option('--without-plaintext', 'gives the private key out encrypted only')
    .option('--public-key-file <file>', 'writes the public key to a file instead of standard output')
    .option('--plaintext-file <file>', 'writes the private key to a file instead of standard output')
    .option('--ciphertext-file <file>', 'writes the encrypted private key to a file instead of standard output')
    .addOption(contextOption())
    .addOption(forceOption())
    .addHelpText(
      'after',
      `\nKeys are in DER: SubjectPublicKeyInfo and PKCS #8. data-key decrypt opens the encrypted private key.${encoding}`,
    )
    .action(async (options: CreateDataKeyPairOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/data-key-pairs.ts')).createDataKeyPair(invocation, options),
      );
    });
  group
    .command('encrypt')
    .description(operationHelp('encryptDataKey'))
    .argument('<file>', 'the data key: a file, or - for base64 on standard input')
    .requiredOption('--key <key>', `${parameterHelp('encryptDataKey', 'keyId')}; required`)
    .option('-o, --output <file>', 'writes the encrypted data key to a file instead of standard output')
    .addOption(contextOption())
    .addOption(forceOption())
    .addHelpText('after', encoding)
    .action(async (file: string, options: ConvertDataKeyOptions & { readonly key: string }, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/data-keys.ts')).encryptDataKey(invocation, file, options),
      );
    });
  group
    .command('decrypt')
    .description(operationHelp('decryptDataKey'))
    .argument('<file>', 'the encrypted data key: a file, or - for base64 on standard input')
    .option('--key <key>', parameterHelp('decryptDataKey', 'keyId'))
    .option('-o, --output <file>', 'writes the data key to a file instead of standard output')
    .addOption(contextOption())
    .addOption(forceOption())
    .addHelpText('after', encoding)
    .action(async (file: string, options: ConvertDataKeyOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/data-keys.ts')).decryptDataKey(invocation, file, options),
      );
    });
}
