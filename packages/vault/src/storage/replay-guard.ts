import { tampered } from './sealer.ts';

/** How many paths are remembered; the oldest are forgotten first. */
const remembered = 65_536;

interface Seen {
  readonly revision: number;
  /** When it was seen, on the guard's own count. */
  readonly at: number;
}

/** Remembers the newest revision that this process has seen of each path, and refuses older ones. */
export class ReplayGuard {
  readonly #newest = new Map<string, Seen>();
  #count = 0;

  /** Take it before a read begins: what is seen only later than that can't be held against the read. */
  get moment(): number {
    return this.#count;
  }

  /**
   * Notes what a read or a commit of this process showed.
   *
   * @throws VaultError `StoreTampered` if the path had a newer revision before `since`.
   */
  note(path: string, revision: number, since: number): void {
    const newest = this.#newest.get(path);
    if (newest !== undefined && revision <= newest.revision) {
      if (revision < newest.revision && newest.at <= since) throw tampered(path);
      return;
    }
    this.#count += 1;
    this.#newest.delete(path);
    this.#newest.set(path, { revision, at: this.#count });
    if (this.#newest.size > remembered) {
      const [oldest] = this.#newest.keys();
      if (oldest !== undefined) this.#newest.delete(oldest);
    }
  }
}
