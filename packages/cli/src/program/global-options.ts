import { type Command, Option } from 'commander';
import { collectPair, collectValue, type Pairs } from './option-parsers.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly config?: string;
  readonly principal?: string;
  readonly role?: readonly string[];
  readonly group?: readonly string[];
  readonly attribute?: Pairs;
  readonly json?: boolean;
}

/** Declares them. */
export function addGlobalOptions(program: Command): void {
  program
    .optionsGroup('Options of every command:')
    .option('--config <file>', 'the configuration (default: ./chatelaine.yaml)')
    .option('--json', 'prints one JSON document, for errors too')
    .optionsGroup('Who acts:')
    .option(
      '--principal <id>',
      'such as user:alice. An assertion, not authentication: whoever can open the vault may claim to be anyone',
    )
    .addOption(new Option('--role <name>', 'a role of the principal; may be repeated').argParser(collectValue))
    .addOption(new Option('--group <name>', 'a group of the principal; may be repeated').argParser(collectValue))
    .addOption(
      new Option('--attribute <key=value>', 'an attribute of the principal; may be repeated').argParser(collectPair),
    );
}
