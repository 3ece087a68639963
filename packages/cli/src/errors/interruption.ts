import { constants } from 'node:os';

/** The signals that end a command early. `SIGPIPE` stands for a reader of the output that went away. */
export type InterruptingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE';

/** The command was told to stop: by a signal, by Ctrl-C in a prompt, or because nobody reads its output any more. */
export class Interruption extends Error {
  readonly signal: InterruptingSignal;

  constructor(signal: InterruptingSignal) {
    super(signal === 'SIGPIPE' ? 'The reader of the output went away.' : `Stopped by ${signal}; nothing was written.`);
    this.signal = signal;
  }

  /** What a shell sees of a program that the signal killed: 128 and the signal's number. */
  get status(): number {
    return 128 + constants.signals[this.signal];
  }
}
