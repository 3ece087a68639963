import { VaultError } from '@chatelaine/core';
import { type ExitName, exitFor, exits } from '../exit-codes.ts';
import { CommandError } from './command-error.ts';
import { Interruption } from './interruption.ts';

/** An error as the command tells it. */
export interface DescribedError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** What a driver or the system said, where the vault tells it. */
  readonly cause?: string;
  readonly status: number;
  /** Only for what should never happen. */
  readonly stack?: string;
}

const hints: Readonly<Record<string, string>> = {
  NoActivePolicy: 'chatelaine policy activate <folder>',
  AccessDenied: 'the policy decides by --principal, --role, --group and --attribute',
  PolicyVersionConflict: 'name the active version with --expected-version',
  NotFound: 'chatelaine key list, chatelaine alias list',
  VaultNotFound: 'chatelaine init makes a vault',
};

function known(code: string, message: string, command: string): DescribedError {
  const hint = code === 'UsageError' ? `${command} --help` : hints[code];
  const described = { code, message, status: exits[exitFor(code)].status };
  return hint === undefined ? described : { ...described, hint };
}

/**
 * Tells an error: its code, its message and the status that the command ends with.
 *
 * @param command that was given, such as `chatelaine key create`
 */
export function describeError(error: unknown, command: string): DescribedError {
  const interruption = interruptionIn(error);
  if (interruption !== undefined)
    return { code: 'Interrupted', message: interruption.message, status: interruption.status };
  if (error instanceof CommandError) return known(error.code, error.message, command);
  const internal: ExitName = 'internal';
  if (VaultError.is(error) && exitFor(error.code) !== internal)
    return { ...known(error.code, error.message, command), ...causeOf(error) };
  const code = VaultError.is(error) ? error.code : 'Internal';
  const message = error instanceof Error ? error.message : 'Something that is no error was thrown.';
  const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
  return {
    code,
    message,
    status: exits[internal].status,
    hint: 'CHATELAINE_DEBUG=1 shows where it happened',
    ...stack,
  };
}

// The innermost one is the driver's. Whoever runs the command is the host and may know it; never why decryption failed.
function causeOf(error: VaultError): { readonly cause?: string } {
  if (error.code === 'DecryptFailed') return {};
  let { cause } = error;
  for (let depth = 0; depth < 5 && cause instanceof Error && cause.cause instanceof Error; depth += 1)
    ({ cause } = cause);
  return cause instanceof Error && cause.message !== '' ? { cause: cause.message } : {};
}

// A prompt is asked by a plugin, which tells Ctrl-C as the cause of its own failure.
function interruptionIn(error: unknown): Interruption | undefined {
  if (error instanceof Interruption) return error;
  return VaultError.is(error) && error.cause instanceof Interruption ? error.cause : undefined;
}
