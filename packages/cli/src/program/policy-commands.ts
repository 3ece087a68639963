import { type Command, Option } from 'commander';
import { policyExits } from '../exit-codes.ts';
import type { Act } from './act.ts';
import { wholeNumber } from './option-parsers.ts';
import { operationHelp } from './parameter-help.ts';

/** `chatelaine policy …` */
export function addPolicyCommands(program: Command, act: Act): void {
  const group = program
    .command('policy')
    .description('Checks policies and puts them in force')
    .helpCommand(false)
    .addHelpText('after', exitHelp);
  group
    .command('check')
    .description('Finds what is wrong with a folder of policies; needs no vault')
    .argument('[folder]', 'the folder (default: policies beside the configuration)')
    .action(async (folder: string | undefined, _: object, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-check.ts')).checkPolicy(invocation, folder),
      );
    });
  group
    .command('status')
    .description('Tells which policy is in force, and its version; needs no principal')
    .action(async (_: object, command: Command) => {
      await act(command, async (invocation) => (await import('../commands/policy-status.ts')).policyStatus(invocation));
    });
  group
    .command('activate')
    .description(`${operationHelp('activatePolicy')}; needs no principal`)
    .argument('<policies>', 'the folder that holds all policies, or the file of a built bundle')
    .addOption(
      new Option('--expected-version <version>', 'the version that is active now, so that nothing is replaced unseen')
        .argParser(wholeNumber)
        .default(0),
    )
    .action(async (path: string, { expectedVersion }: { readonly expectedVersion: number }, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-activate.ts')).activatePolicy(invocation, path, expectedVersion),
      );
    });
}

function exitHelp(): string {
  const rows = Object.values(policyExits).map(({ meaning, status }) => `  ${String(status).padEnd(4)}${meaning}`);
  return ['', 'Exit status, besides that of chatelaine --help:', ...rows].join('\n');
}
