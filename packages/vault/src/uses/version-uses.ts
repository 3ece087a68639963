/** Messages that a process encrypts under one version without having counted them in the store. */
export const mostUncounted = 65_536;
/** From here on they are being counted, so that there is room for more meanwhile. */
const countedFrom = mostUncounted / 2;

/** What the uses of one version need when there is no room for one more. */
export interface Room {
  /** Reads the counter for the first time in this process. */
  readonly open: (uses: VersionUses) => Promise<void>;
  /** Adds to the counter what is not in it yet. */
  readonly flush: (uses: VersionUses) => Promise<void>;
  /** What refuses uses beyond the limit. */
  readonly refusal: (uses: VersionUses) => Error;
  readonly limit: number;
}

/**
 * How often this process has encrypted under one version since the counter in the store was last written. To count a use
 * is one comparison and one increment; only where there is no room is there more to do.
 */
export class VersionUses {
  readonly path: string;
  readonly #room: Room;
  #uncounted = 0;
  /** Up to here a use is only counted. */
  #bound = 0;
  /** What the counter held when it was last read or written here; `undefined` before. */
  #counted: number | undefined;
  #holders = 0;

  constructor(path: string, room: Room) {
    this.path = path;
    this.#room = room;
  }

  /** Counts one use; false if there is no room for it: then `makeRoom` does. */
  count(): boolean {
    if (this.#uncounted < this.#bound) {
      this.#uncounted += 1;
      return true;
    }
    return this.#countBeyond();
  }

  /**
   * Counts one use after reading the counter, or writing it if that is so late that a crash would lose count.
   *
   * @throws VaultError `UseLimitReached`, what the store throws.
   */
  async makeRoom(): Promise<void> {
    while (!this.count()) {
      if (this.#counted === undefined) await this.#room.open(this);
      else if (this.total >= this.#room.limit) throw this.#room.refusal(this);
      else await this.#room.flush(this);
    }
  }

  /** True once the counter was read. */
  get isOpen(): boolean {
    return this.#counted !== undefined;
  }

  /** Uses that the counter does not have yet. */
  get uncounted(): number {
    return this.#uncounted;
  }

  /** All uses as far as this process knows. */
  get total(): number {
    return (this.#counted ?? 0) + this.#uncounted;
  }

  /** The counter holds `counted` now, which includes `added` of the uses here. */
  settle(counted: number, added: number): void {
    this.#counted = counted;
    this.#uncounted -= added;
    this.#bound = this.#atMost(countedFrom);
  }

  /** Somebody will count uses here. */
  hold(): void {
    this.#holders += 1;
  }

  /** It will no more. */
  release(): void {
    this.#holders -= 1;
  }

  /** True if nobody will count here and nothing is left to be written. */
  get isIdle(): boolean {
    return this.#holders === 0 && this.#uncounted === 0;
  }

  #countBeyond(): boolean {
    if (this.#counted === undefined || this.#uncounted >= this.#atMost(mostUncounted)) return false;
    // What fails is tried again with the next flush; until there is room no more, nobody waits for it.
    this.#bound = this.#atMost(mostUncounted);
    void this.#room.flush(this).catch(() => undefined);
    this.#uncounted += 1;
    return true;
  }

  #atMost(bound: number): number {
    return Math.min(bound, this.#room.limit - (this.#counted ?? 0));
  }
}
