import { tmpdir } from 'node:os';
import { Interruption, type InterruptingSignal } from './errors/interruption.ts';
import { run } from './run.ts';
import { terminalPrompt } from './surroundings/terminal-prompt.ts';

const controller = new AbortController();
const signals: readonly InterruptingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

// The first signal lets the command clean up; with the listeners gone, a second one ends the process at once.
function stop(signal: NodeJS.Signals): void {
  for (const each of signals) process.off(each, stop);
  controller.abort(new Interruption(signal as InterruptingSignal));
}

for (const signal of signals) process.on(signal, stop);

const { stdin, stdout, stderr } = process;
const terminal = stdin.isTTY && stderr.isTTY;

process.exitCode = await run(process.argv.slice(2), {
  standardInput: stdin,
  standardOutput: stdout,
  standardError: stderr,
  environment: process.env,
  workingDirectory: process.cwd(),
  temporaryDirectory: tmpdir(),
  interruption: controller.signal,
  ...(terminal ? { askSecret: terminalPrompt(stdin, stderr, controller.signal) } : {}),
});
for (const signal of signals) process.off(signal, stop);
// An input that nobody reads any more must not keep the process.
stdin.destroy();
