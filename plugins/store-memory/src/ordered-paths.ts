/**
 * A set of paths in the order of their bytes: sorted chunks, in order. Finding and changing take a binary search
 * and move at most one chunk, so that the cost hardly grows with the number of paths.
 *
 * Paths are ASCII, so the order of JavaScript strings is the order of their bytes.
 */
export class OrderedPaths {
  readonly #chunks: string[][] = [];
  readonly #chunkLength: number;

  /** @param chunkLength at least 2; as it is, splices are cheap and chunks few up to millions of paths */
  constructor(chunkLength = 1_024) {
    this.#chunkLength = chunkLength;
  }

  add(path: string): void {
    const index = Math.max(0, this.#chunkOf(path));
    const chunk = this.#chunks[index];
    if (chunk === undefined) {
      this.#chunks.push([path]);
      return;
    }
    const position = firstNotBefore(chunk, path);
    if (chunk[position] === path) return;
    chunk.splice(position, 0, path);
    if (chunk.length > this.#chunkLength) this.#chunks.splice(index + 1, 0, chunk.splice(chunk.length >>> 1));
  }

  delete(path: string): void {
    const index = this.#chunkOf(path);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return;
    const position = firstNotBefore(chunk, path);
    if (chunk[position] !== path) return;
    chunk.splice(position, 1);
    if (chunk.length === 0) this.#chunks.splice(index, 1);
  }

  /** The paths from `start` on, itself included. The set must not change meanwhile. */
  *from(start: string): Generator<string> {
    for (let index = Math.max(0, this.#chunkOf(start)); index < this.#chunks.length; index += 1) {
      const chunk = this.#chunks[index] ?? [];
      for (let position = firstNotBefore(chunk, start); position < chunk.length; position += 1) {
        const path = chunk[position];
        if (path !== undefined) yield path;
      }
    }
  }

  /** The last chunk that begins at or before `path`; -1 if all begin after it. */
  #chunkOf(path: string): number {
    return firstThat(this.#chunks.length, (index) => (this.#chunks[index]?.[0] ?? '') > path) - 1;
  }
}

/** Where `path` is in a sorted array, or would be. */
function firstNotBefore(sorted: readonly string[], path: string): number {
  return firstThat(sorted.length, (index) => (sorted[index] ?? '') >= path);
}

/** The first index for which `holds`, which holds for all that follow; `length` if there is none. */
function firstThat(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
