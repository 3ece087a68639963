import { type Command, Option } from 'commander';
import type { InitOptions } from '../commands/init-settings.ts';
import type { RotateRootKeyOptions } from '../commands/root-key.ts';
import { rootKeyKinds } from '../commands/root-key-kinds.ts';
import type { Act } from './act.ts';
import { wholeNumber } from './option-parsers.ts';
import { operationHelp } from './parameter-help.ts';

/** `chatelaine init`, `doctor`, `list-destroyed`, `root-key`, `barrier` and `jobs` */
export function addHostCommands(program: Command, act: Act): void {
  program
    .command('init')
    .description('Makes a vault, its configuration and a first policy; replaces nothing')
    .option('--directory <folder>', 'where to (default: the working directory)')
    .option('--region <region>', 'the region of the vault (default: local)')
    .option('--domain <id>', 'the domain id of the vault (default: a random one)')
    .addOption(
      new Option('--root-key <kind>', 'what everything is sealed under').choices(rootKeyKinds).default('key-file'),
    )
    .option('--passphrase-file <file>', 'the file that holds the passphrase, instead of a prompt')
    .option('--variable <name>', 'the environment variable that holds the passphrase or the root key')
    .addHelpText('after', '\nA passphrase is never taken from an argument: other users of the machine can read those.')
    .action(async (options: InitOptions, command: Command) => {
      await act(command, async (invocation) => (await import('../commands/init.ts')).init(invocation, options));
    });
  program
    .command('doctor')
    .description(`${operationHelp('verifyStore')}; needs no principal`)
    .action(async (_: object, command: Command) => {
      await act(command, async (invocation) => (await import('../commands/doctor.ts')).doctor(invocation));
    });
  program
    .command('list-destroyed')
    .description(`${operationHelp('listDestroyedKeys')}; needs no principal`)
    .addOption(new Option('--limit <count>', 'the most keys to list; all if absent').argParser(wholeNumber))
    .action(async ({ limit }: { readonly limit?: number }, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/destroyed-keys.ts')).listDestroyedKeys(invocation, limit),
      );
    });
  program
    .command('root-key')
    .description('Replaces the root key')
    .helpCommand(false)
    .command('rotate')
    .description(`${operationHelp('rotateRootKey')}; needs no principal`)
    .addOption(
      new Option(
        '--root-key <kind>',
        'what the new one is (default: key-file with --key-file, else the kind that the vault has)',
      ).choices(rootKeyKinds),
    )
    .option('--key-file <file>', 'the new key file; made if there is none')
    .option('--passphrase-file <file>', 'the file that holds the new passphrase, instead of a prompt')
    .option('--variable <name>', 'the environment variable that holds the new passphrase or root key')
    .addHelpText(
      'after',
      '\nThe configuration says afterwards what the root key is. A new passphrase is asked for, or taken from\n' +
        'CHATELAINE_NEW_PASSPHRASE, and never from an argument: other users of the machine can read those.',
    )
    .action(async (options: RotateRootKeyOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/root-key.ts')).rotateRootKey(invocation, options),
      );
    });
  program
    .command('barrier')
    .description('Replaces the key that all records are sealed under')
    .helpCommand(false)
    .command('rotate')
    .description(`${operationHelp('rotateBarrierKey')}; needs no principal`)
    .action(async (_: object, command: Command) => {
      await act(command, async (invocation) => (await import('../commands/barrier.ts')).rotateBarrier(invocation));
    });
  program
    .command('jobs')
    .description('Runs scheduled work')
    .helpCommand(false)
    .command('run')
    .description(`${operationHelp('runDueJobs')}; needs no principal`)
    .addHelpText(
      'after',
      '\nOther commands run no scheduled work: call this one regularly, once a day at least. When the clock is more\n' +
        'than a day ahead of the last call, keys are destroyed only by the next call, an hour later or more.',
    )
    .action(async (_: object, command: Command) => {
      await act(command, async (invocation) => (await import('../commands/jobs.ts')).runDueJobs(invocation));
    });
}
