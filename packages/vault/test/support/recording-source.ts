/** A source of pieces that tells what was done to it. */
export class RecordingSource implements AsyncIterable<Uint8Array> {
  /** How often somebody began to read. */
  begun = 0;
  /** How often it was let go of before its end. */
  closed = 0;
  readonly #pieces: Iterator<Uint8Array>;

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.begun += 1;
    return {
      next: () => Promise.resolve(this.#pieces.next()),
      return: () => {
        this.closed += 1;
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}
