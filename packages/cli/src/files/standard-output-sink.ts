import { CommandError } from '../errors/command-error.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';
import { write } from '../surroundings/write.ts';
import type { Sink } from './sink.ts';

/** Passes a ciphertext on as it comes: its reader finds out if the end is missing. Never to a terminal. */
export function standardOutputSink({ interruption, standardOutput }: Surroundings): Sink {
  if (standardOutput.isTTY === true) {
    throw new CommandError(
      'TerminalRefused',
      'A ciphertext is binary and would go to the terminal. Name a file with -o.',
    );
  }
  return {
    write: (chunk) => write(standardOutput, chunk, interruption),
    commit: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
}
