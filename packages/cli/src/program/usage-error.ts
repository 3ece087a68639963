import type { CommanderError } from 'commander';
import { CommandError } from '../errors/command-error.ts';

/** Tells wrong arguments. A secret among them is not repeated. */
export function usageError(error: CommanderError): CommandError {
  if (error.code === 'commander.help') return new CommandError('UsageError', 'The command is incomplete.');
  if (/unknown option '--?(?:pass|pin|secret)/i.test(error.message)) {
    const message =
      'A passphrase is never taken from an argument: other users of the machine can read those. ' +
      'Use a prompt, a file of the configuration, or the environment variable CHATELAINE_PASSPHRASE.';
    return new CommandError('UsageError', message);
  }
  return new CommandError('UsageError', error.message.replace(/^error: /, ''));
}
