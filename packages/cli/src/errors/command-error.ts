/** What can go wrong in the command line itself; what the vault refuses has the codes of `VaultError`. */
export const commandErrorCodes = {
  UsageError: 'The arguments of the command are wrong.',
  OutputExists: 'The output exists already.',
  FileUnavailable: 'A file could not be read or written.',
  TerminalRefused: 'Binary data would go to a terminal.',
} as const;

export type CommandErrorCode = keyof typeof commandErrorCodes;

/** A failure that is the command line's own. `message` says what happened and what to do next. */
export class CommandError extends Error {
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
  }
}
