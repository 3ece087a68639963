import { messageTypes } from '@chatelaine/core';
import { Argument, type Command, Option } from 'commander';
import type { PublicKeyOptions, SignOptions, VerifyOptions } from '../commands/signatures.ts';
import type { Act } from './act.ts';
import { forceOption } from './common-options.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

const messages =
  '\nA whole message (RAW) has up to 4096 bytes, or as many as the configuration says. For a longer one\n' +
  'give --digest: the signature is the same as one of the whole message.';

/** `chatelaine sign`, `verify` and `public-key` */
export function addSignatureCommands(program: Command, act: Act): void {
  addMessage(program.command('sign').description(operationHelp('sign')), 'sign')
    .option('-o, --output <file>', 'writes the signature to a file instead of base64 to standard output')
    .addOption(forceOption())
    .addHelpText('after', messages)
    .action(async (file: string, options: SignOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/signatures.ts')).sign(invocation, file, options),
      );
    });
  addMessage(program.command('verify').description(operationHelp('verify')), 'verify')
    .requiredOption('--signature <file>', 'the signature: a file, or - for base64 on standard input; required')
    .addHelpText('after', `${messages}\nThe exit status is 10 if the signature is not valid.`)
    .action(async (file: string, options: VerifyOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/signatures.ts')).verify(invocation, file, options),
      );
    });
  program
    .command('public-key')
    .description(operationHelp('getPublicKey'))
    .addArgument(new Argument('<key>', parameterHelp('getPublicKey', 'keyId')))
    .addOption(
      new Option('--format <format>', 'a SubjectPublicKeyInfo as text, or as DER (base64 on standard output)')
        .choices(['pem', 'der'])
        .default('pem'),
    )
    .option('-o, --output <file>', 'writes the public key to a file instead of standard output')
    .addOption(forceOption())
    .action(async (key: string, options: PublicKeyOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/signatures.ts')).publicKey(invocation, key, options),
      );
    });
}

function addMessage(command: Command, operation: 'sign' | 'verify'): Command {
  return command
    .argument('<file>', 'the message: a file, or - for standard input, taken as it is')
    .requiredOption('--key <key>', `${parameterHelp(operation, 'keyId')}; required`)
    .option('--algorithm <name>', parameterHelp(operation, 'signingAlgorithm'))
    .addOption(new Option('--message-type <type>', parameterHelp(operation, 'messageType')).choices(messageTypes))
    .addOption(
      new Option(
        '--digest',
        'makes the digest of an input of any size, by the SHA-2 of --algorithm, and takes that',
      ).conflicts('messageType'),
    );
}
