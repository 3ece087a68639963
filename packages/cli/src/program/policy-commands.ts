import { type Command, Option } from 'commander';
import { policyExits } from '../exit-codes.ts';
import type { DiffOptions } from '../commands/policy-diff.ts';
import type { PolicyBuildOptions } from '../commands/policy-build.ts';
import type { PolicyExplainOptions } from '../commands/policy-explain.ts';
import type { PolicyNeedsOptions } from '../commands/policy-needs.ts';
import type { PolicyTestOptions } from '../commands/policy-test.ts';
import { collectReporter } from '../policy-test/reporter-option.ts';
import type { MatrixOptions } from '../commands/policy-matrix.ts';
import type { Act } from './act.ts';
import { collectValue, wholeNumber, wholePercent } from './option-parsers.ts';
import { operationHelp } from './parameter-help.ts';
import { addReviewCommands } from './policy-review-commands.ts';

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
    .command('fmt')
    .description('Writes policies and their tests in one form, and changes nothing that they say; needs no vault')
    .argument('[folder]', 'the folder (default: policies beside the configuration)')
    .option('--check', 'changes nothing, and fails if there is something to change')
    .action(async (folder: string | undefined, options: { readonly check?: boolean }, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-fmt.ts')).formatPolicies(invocation, folder, options),
      );
    });
  addTestCommand(group, act);
  addQuestionCommands(group, act);
  addBuildCommand(group, act);
  addMatrixCommand(group, act);
  addReviewCommands(group, act);
  addDiffCommand(group, act);
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

function addQuestionCommands(group: Command, act: Act): void {
  const tests = '--tests <file>';
  const whichTests = 'the file of tests that knows who and what is named (default: the first)';
  group
    .command('explain')
    .description('Tells what a policy answers and why, rule by rule; needs no vault')
    .argument('[folder]', 'the folder (default: policies beside the configuration)')
    .requiredOption(
      '--who <principal>',
      'a name of a file of tests, or a principal id with --role, --group and --attribute',
    )
    .requiredOption('--action <action>', 'such as kms:cmk:decryptData')
    .option('--key <key>', 'a name of a file of tests, or an id, an alias or a URN')
    .option('--as <identifier>', 'what the caller writes for the key: an id, an alias or a URN')
    .option('--context <name>', 'a context of a file of tests (default: nothing is known)')
    .option('--now <moment>', 'such as 2027-01-31T17:30:00Z (default: the clock of the file)')
    .option(tests, whichTests)
    .action(async (folder: string | undefined, options: PolicyExplainOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-explain.ts')).explainPolicy(invocation, folder, options),
      );
    });
  group
    .command('needs')
    .description('Tells what a request needs to be allowed; needs no vault')
    .argument('<action>', 'such as kms:cmk:decryptData')
    .argument('[key]', 'a name of a file of tests, or an id, an alias or a URN (default: any)')
    .option(
      '--who <principal>',
      'a name of a file of tests, or a principal id with --role, --group and --attribute (default: anybody)',
    )
    .option('--policies <folder>', 'the folder (default: policies beside the configuration)')
    .option(tests, whichTests)
    .action(async (action: string, key: string | undefined, options: PolicyNeedsOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-needs.ts')).tellNeeds(invocation, action, key, options),
      );
    });
}

function addBuildCommand(group: Command, act: Act): void {
  group
    .command('build')
    .description('Builds one file of a folder of policies, which production loads; needs no vault')
    .argument('[folder]', 'the folder (default: policies beside the configuration)')
    .requiredOption('--out <file>', 'the file of the bundle')
    .addOption(
      new Option('--bundle-version <version>', 'its version, which only rises')
        .argParser(wholeNumber)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--sign <file>',
        'a private key as PEM (Ed25519, P-256 or P-384) to sign it with; may be repeated',
      ).argParser(collectValue),
    )
    .option('--force', 'replaces the file if it exists')
    .action(async (folder: string | undefined, options: PolicyBuildOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-build.ts')).buildPolicy(invocation, folder, options),
      );
    });
}

function addMatrixCommand(group: Command, act: Act): void {
  group
    .command('matrix')
    .description('Shows who may do what with which key, of the principals and keys of the tests below a folder')
    .argument('[folder]', 'the folder (default: policies beside the configuration)')
    .option('--html <file>', 'writes a page to look at in a browser, to filter and to print')
    .option('--force', 'replaces the file if it exists')
    .action(async (folder: string | undefined, options: MatrixOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-matrix.ts')).policyMatrix(invocation, folder, options),
      );
    });
}

function addDiffCommand(group: Command, act: Act): void {
  group
    .command('diff')
    .description('Tells who gains and who loses access, with a request that shows it; needs no vault')
    .argument('<old>', 'the folder of policies, or the file of a built bundle, that is in force')
    .argument('<new>', 'the one that is to replace it')
    .option('--no-new-access', 'ends with 6 if anybody gains access, or if that could not be looked at whole')
    .option('--accept-samples', 'does not end with 6 only because a part was tried with samples')
    .option('--allow <file>', 'gains that are meant, as YAML: allow: [{ who, actions, rule, reason }]')
    .action(async (before: string, after: string, options: DiffOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-diff.ts')).diffPolicies(invocation, before, after, options),
      );
    });
}

function exitHelp(): string {
  const rows = Object.values(policyExits).map(({ meaning, status }) => `  ${String(status).padEnd(4)}${meaning}`);
  return ['', 'Exit status, besides that of chatelaine --help:', ...rows].join('\n');
}
