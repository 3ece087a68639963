import { type Command, Option } from 'commander';
import { policyExits } from '../exit-codes.ts';
import type { PolicyTestOptions } from '../commands/policy-test.ts';
import { collectReporter } from '../policy-test/reporter-option.ts';
import type { Act } from './act.ts';
import { wholeNumber, wholePercent } from './option-parsers.ts';
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
  addTestCommand(group, act);
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

function addTestCommand(group: Command, act: Act): void {
  const percent = (flags: string, description: string): Option =>
    new Option(flags, description).argParser(wholePercent);
  group
    .command('test')
    .description('Runs the tests of a folder of policies, and tells what they leave unproved; needs no vault')
    .argument('[folder]', 'the folder (default: policies beside the configuration)')
    .option(
      '--filter <filter>',
      'runs only what it names, such as "who=alice;action=kms:cmk:decryptData,kms:cmk:sign"; also suite, case, key',
    )
    .addOption(
      new Option(
        '--reporter <form>',
        'pretty, json, junit or tap; into a file as junit:report.xml. May be repeated',
      ).argParser(collectReporter),
    )
    .addOption(percent('--min-coverage <percent>', 'fails if less of the rules decide some check'))
    .addOption(percent('--min-mutation-score <percent>', 'fails if less of the mutations are caught'))
    .option('--no-mutations', 'tries no mutations')
    .option('--require-tests', 'fails if there is no test')
    .option('--watch', 'runs again whenever a file changes')
    .action(async (folder: string | undefined, options: PolicyTestOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-test.ts')).testPolicies(invocation, folder, options),
      );
    });
}

function exitHelp(): string {
  const rows = Object.values(policyExits).map(({ meaning, status }) => `  ${String(status).padEnd(4)}${meaning}`);
  return ['', 'Exit status, besides that of chatelaine --help:', ...rows].join('\n');
}
