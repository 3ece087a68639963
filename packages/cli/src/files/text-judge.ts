/** Anything that could steer a terminal: all control characters but tab, line feed and carriage return. */
const steering = /(?![\t\n\r])\p{Cc}/u;

/** Finds out whether bytes that come in pieces are text that a terminal can show as it is. */
export class TextJudge {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #text = true;

  look(chunk: Uint8Array): void {
    if (this.#text) this.#text = this.#isHarmless(chunk, true);
  }

  /** Asked once, after the last piece. */
  isText(): boolean {
    return this.#text && this.#isHarmless(new Uint8Array(), false);
  }

  #isHarmless(chunk: Uint8Array, stream: boolean): boolean {
    try {
      return !steering.test(this.#decoder.decode(chunk, { stream }));
    } catch {
      return false;
    }
  }
}
