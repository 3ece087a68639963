import { describeError, type DescribedError } from '../errors/described-error.ts';
import { Interruption } from '../errors/interruption.ts';
import { statusOf } from '../exit-codes.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';
import { write } from '../surroundings/write.ts';
import type { Answer } from './answer.ts';
import { printable } from './printable.ts';
import { type Style, styleFor } from './style.ts';

/** Says how a command ended: to people in text, to programs in exactly one JSON document. */
export class Report {
  readonly #surroundings: Surroundings;
  readonly #json: boolean;
  #dataOnOutput = false;
  #command = 'chatelaine';

  constructor(surroundings: Surroundings, json: boolean) {
    this.#surroundings = surroundings;
    this.#json = json;
  }

  /** For the text of answers. */
  get style(): Style {
    return styleFor(this.#surroundings.standardOutput, this.#surroundings.environment);
  }

  /** Which command was given, for hints. */
  isOf(command: string): void {
    this.#command = command;
  }

  /** Standard output carries data from now on: everything else goes to standard error. */
  claimOutput(): void {
    this.#dataOnOutput = true;
  }

  /** A remark for people that is no part of the answer; programs don't get it. */
  async remark(text: string): Promise<void> {
    if (!this.#json) await write(this.#surroundings.standardError, `${text}\n`);
  }

  /** Gives the answer and returns the exit status. */
  async answer({ document, text, exit }: Answer): Promise<number> {
    const { standardError, standardOutput } = this.#surroundings;
    const said = this.#json ? JSON.stringify(document, undefined, 2) : text;
    if (said !== '') await write(this.#dataOnOutput ? standardError : standardOutput, `${said}\n`);
    return statusOf(exit ?? 'success');
  }

  /** Tells an error and returns the exit status. */
  async error(thrown: unknown): Promise<number> {
    const { interruption, standardError, standardOutput } = this.#surroundings;
    const error: unknown = interruption.aborted ? interruption.reason : thrown;
    const described = describeError(error, this.#command);
    if (error instanceof Interruption && error.signal === 'SIGPIPE') return described.status;
    const [stream, text] = this.#json
      ? [this.#dataOnOutput ? standardError : standardOutput, this.#asDocument(described)]
      : [standardError, this.#asText(described)];
    // Whoever closed the stream does not want to know; the status still tells.
    await write(stream, `${text}\n`).catch(() => undefined);
    return described.status;
  }

  #asDocument({ code, message }: DescribedError): string {
    return JSON.stringify({ error: { code, message } }, undefined, 2);
  }

  #asText({ code, message, hint, cause, stack }: DescribedError): string {
    const { environment, standardError } = this.#surroundings;
    const style = styleFor(standardError, environment);
    const lines = message.trimEnd().split('\n').map(printable);
    const told = [`${style.alarm('error:')} ${lines.join('\n')} ${style.faint(`[${code}]`)}`];
    if (cause !== undefined) told.push(`${style.faint('cause:')} ${printable(cause)}`);
    if (hint !== undefined) told.push(`${style.faint('hint:')}  ${hint}`);
    if (stack !== undefined && environment['CHATELAINE_DEBUG'] === '1') told.push(stack);
    return told.join('\n');
  }
}
