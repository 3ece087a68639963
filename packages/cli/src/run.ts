import { type Command, CommanderError } from 'commander';
import { exits } from './exit-codes.ts';
import type { Answer } from './output/answer.ts';
import { Report } from './output/report.ts';
import type { Act } from './program/act.ts';
import type { GlobalOptions } from './program/global-options.ts';
import { createProgram } from './program/program.ts';
import { usageError } from './program/usage-error.ts';
import type { Surroundings } from './surroundings/surroundings.ts';
import { write } from './surroundings/write.ts';

/**
 * Runs the command.
 *
 * @param argv The arguments after the name of the command.
 * @returns The exit status; it never throws and never ends the process.
 */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { standardError, standardOutput } = surroundings;
  // A write tells its own failure; the stream's event says the same again, perhaps after the command has ended.
  for (const stream of [standardOutput, standardError]) {
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }
  const report = new Report(surroundings, asksForJson(argv));
  try {
    return await perform(argv, surroundings, report);
  } catch (error) {
    return await report.error(error);
  }
}

function ignore(): void {
  // See above.
}

// Wrong arguments must be told in the form that was asked for, so this can't wait until they are understood.
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json');
}

/** The command that arguments name, as far as they name one. */
function commandNamed(program: Command, argv: readonly string[]): string {
  let names = program.name();
  let command = program;
  for (const word of argv) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    command = next;
    names += ` ${word}`;
  }
  return names;
}

/** `help key create` is `key create --help`: the parser's own takes one word and drops the others without a word. */
function withoutHelpOfSeveral(argv: readonly string[]): readonly string[] {
  const [first, ...words] = argv;
  return first === 'help' && words.length > 1 ? [...words, '--help'] : argv;
}

async function perform(given: readonly string[], surroundings: Surroundings, report: Report): Promise<number> {
  const argv = withoutHelpOfSeveral(given);
  let answer: Answer | undefined;
  const act: Act = async (command, work) => {
    answer = await work({ surroundings, report, globals: command.optsWithGlobals<GlobalOptions>() });
  };
  const help: string[] = [];
  const usage: string[] = [];
  const output = { help: (text: string) => void help.push(text), usage: (text: string) => void usage.push(text) };
  const program = createProgram(act, output, surroundings.standardOutput.columns);
  report.isOf(commandNamed(program, argv));
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) {
      if (usage.length > 0) await report.remark(usage.join('').trimEnd());
      throw usageError(error);
    }
    await write(surroundings.standardOutput, help.join(''));
  }
  return answer === undefined ? exits.success.status : await report.answer(answer);
}
