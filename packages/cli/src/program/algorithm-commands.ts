import type { Command } from 'commander';
import type { Act } from './act.ts';

/** `chatelaine algorithms` */
export function addAlgorithmCommands(program: Command, act: Act): void {
  program
    .command('algorithms')
    .description('Tells what keys can be made of and do, and what does it; needs no vault and no principal')
    .action(async (_: object, command: Command) => {
      await act(command, async (invocation) => (await import('../commands/algorithms.ts')).algorithms(invocation));
    });
}
