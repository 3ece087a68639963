import { type Command, Option } from 'commander';
import type { LintOptions } from '../commands/policy-lint.ts';
import type { Act } from './act.ts';
import { collectValue } from './option-parsers.ts';

/** What reviewers run: `chatelaine policy lint` and `policy pin`. */
export function addReviewCommands(group: Command, act: Act): void {
  group
    .command('lint')
    .description(
      'Finds what is allowed but unwise in a folder of policies and tests: docs/policy-lint.md; needs no vault',
    )
    .argument('[folder]', 'the folder (default: policies beside the configuration)')
    .addOption(
      new Option('--fail-level <level>', 'the least level that ends with 4')
        .choices(['warning', 'error'])
        .default('warning'),
    )
    .addOption(
      new Option('--using <action>', 'an action of use for P501, instead of all; may be repeated').argParser(
        collectValue,
      ),
    )
    .addOption(
      new Option('--administering <action>', 'the same of administration; may be repeated').argParser(collectValue),
    )
    .addOption(new Option('--format <format>', 'of the report').choices(['text', 'sarif', 'github']).default('text'))
    .action(async (folder: string | undefined, options: LintOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-lint.ts')).lintPolicy(invocation, folder, options),
      );
    });
  group
    .command('pin')
    .description('Writes down which key each alias leads to that an allow names, and tells what changed')
    .argument('[folder]', 'the folder (default: policies beside the configuration)')
    .option('--check', 'writes nothing, and fails if something changed')
    .action(async (folder: string | undefined, options: { readonly check?: boolean }, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/policy-pin.ts')).pinPolicy(invocation, folder, options),
      );
    });
}
