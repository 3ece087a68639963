import type { Readable, Writable } from 'node:stream';
import { Interruption } from '../errors/interruption.ts';
import type { AskSecret } from './surroundings.ts';

/** Asks on a terminal. The question goes to `output`; of the answer not even its length is shown. */
export function terminalPrompt(input: Readable, output: Writable, signal: AbortSignal): AskSecret {
  return async (question) => {
    const { isCancel, password } = await import('@clack/prompts');
    const answer = await password({ message: question, mask: '', input, output, signal, withGuide: false });
    if (isCancel(answer)) throw signal.aborted ? signal.reason : new Interruption('SIGINT');
    return answer;
  };
}
