import type { Surroundings } from '../surroundings/surroundings.ts';
import { type Style, styleFor } from './style.ts';

/** For how long a command may say nothing. */
const patience = 400;
const interval = 100;

/** Shows how far a long run is, on a terminal; a short one shows nothing. */
export class Progress {
  readonly #stream: Surroundings['standardError'];
  readonly #title: string;
  readonly #style: Style;
  readonly #begun = performance.now();
  #shown = 0;

  constructor({ environment, standardError }: Surroundings, title: string) {
    this.#stream = standardError;
    this.#title = title;
    this.#style = styleFor(standardError, environment);
  }

  /** @param total at least 1 */
  show(done: number, total: number): void {
    const now = performance.now();
    if (this.#stream.isTTY !== true || now - this.#begun < patience || now - this.#shown < interval) return;
    this.#shown = now;
    const share = Math.floor((done / total) * 100);
    this.#stream.write(`\r\u001B[2K${this.#style.faint(`${this.#title} ${share} % (${done} of ${total})`)}`);
  }

  /** Takes it away again. */
  end(): void {
    if (this.#shown > 0) this.#stream.write('\r\u001B[2K');
    this.#shown = 0;
  }
}
