import { Command } from 'commander';
import { exits, signalledExits } from '../exit-codes.ts';
import { version } from '../version.ts';
import type { Act } from './act.ts';
import { addAlgorithmCommands } from './algorithm-commands.ts';
import { addAliasCommands } from './alias-commands.ts';
import { addDataCommands } from './data-commands.ts';
import { addDataKeyCommands } from './data-key-commands.ts';
import { addGlobalOptions } from './global-options.ts';
import { addHostCommands } from './host-commands.ts';
import { addImportCommands } from './import-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { addMacCommands } from './mac-commands.ts';
import { addPolicyCommands } from './policy-commands.ts';
import { addSignatureCommands } from './signature-commands.ts';
import { addGrantCommands } from './grant-commands.ts';
import { addTagCommands } from './tag-commands.ts';

/** Where the help goes. */
export interface HelpOutput {
  /** Asked for. */
  readonly help: (text: string) => void;
  /** Instead of a command. */
  readonly usage: (text: string) => void;
}

/** The command line, declared. It never ends the process: it throws `CommanderError`. */
export function createProgram(act: Act, output: HelpOutput, columns: number | undefined): Command {
  const program = new Command('chatelaine')
    .description('A key vault in a folder: keys, encryption and signatures under a policy.')
    .exitOverride()
    .configureOutput({
      writeOut: output.help,
      writeErr: output.usage,
      // Errors are told by the report.
      outputError: () => undefined,
      getOutHelpWidth: () => columns ?? 100,
      getErrHelpWidth: () => columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true })
    .version(version(), '--version', 'prints the version')
    .helpOption('--help', 'prints the help of a command');
  addGlobalOptions(program);
  addHostCommands(program.commandsGroup('The vault:'), act);
  addAlgorithmCommands(program, act);
  addPolicyCommands(program, act);
  addKeyCommands(program.commandsGroup('Keys:'), act);
  addAliasCommands(program, act);
  addTagCommands(program, act);
  addGrantCommands(program, act);
  addImportCommands(program, act);
  addDataCommands(program.commandsGroup('Data:'), act);
  addDataKeyCommands(program, act);
  addSignatureCommands(program.commandsGroup('Signatures and message authentication codes:'), act);
  addMacCommands(program, act);
  program.commandsGroup('Help:').helpCommand('help [command]', 'Prints the help of a command');
  return program.addHelpText('after', `\n${environmentHelp}\n\n${exitHelp()}`);
}

const environmentHelp = `Environment:
  CHATELAINE_CONFIG      the configuration, instead of --config
  CHATELAINE_PRINCIPAL   who acts, instead of --principal
  CHATELAINE_PASSPHRASE  the passphrase of a vault that asks for one; unset, a prompt asks
  CHATELAINE_DEBUG=1     shows where an internal error happened
  NO_COLOR=1             no colours`;

function exitHelp(): string {
  const rows = Object.values(exits).map(({ meaning, status }) => `  ${String(status).padEnd(9)}${meaning}`);
  const [status = '', meaning = ''] = signalledExits.split(/: (.*)/s);
  return ['Exit status:', ...rows, `  ${status.padEnd(9)}${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}`].join(
    '\n',
  );
}
