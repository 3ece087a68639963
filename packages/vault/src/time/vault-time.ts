import type { Clock } from '../configuration/clock.ts';
import type { Committer } from '../storage/committer.ts';
import type { Epoch } from '../storage/epoch.ts';
import type { OpenedRecord, RecordReference } from '../storage/record.ts';
import { timePath } from '../storage/record-path.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { decodeTime, encodeTime, type TimeRecord } from './time-record.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The clock as it was when a jump was first seen. */
interface Sighting {
  readonly time: number;
  /** Absent if another process saw it, or this one before it was opened. */
  readonly monotonic?: number;
}

const nothing: TimeRecord = { seen: 0, trusted: 0 };

/**
 * The time as the vault takes it: never earlier than the latest that any process of the vault has seen. The record `time`
 * remembers it, written at most once a minute and by nobody's operation. What can't be undone goes by `trusted` instead,
 * which follows a jump of the clock of more than 24 hours only when the clock still says so an hour later.
 */
export class VaultTime implements Clock {
  readonly #clock: Clock;
  readonly #reader: RecordReader;
  readonly #committer: Committer;
  readonly #epoch: Epoch;
  #seen = 0;
  #trusted = 0;
  /** When `#trusted` was the time, on the monotonic clock. */
  #trustedAt = 0;
  #jump: Sighting | undefined;
  /** From this time on the record is to be written again. */
  #writeAt = -Infinity;
  #writing: Promise<void> | undefined;

  constructor(clock: Clock, reader: RecordReader, committer: Committer, epoch: Epoch) {
    this.#clock = clock;
    this.#reader = reader;
    this.#committer = committer;
    this.#epoch = epoch;
  }

  now(): number {
    const now = this.#clock.now();
    if (now > this.#seen) {
      this.#seen = now;
      if (now >= this.#writeAt) void this.#writeQuietly();
    }
    return this.#seen;
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  /** The latest time that is certain enough to destroy something for. */
  get trusted(): number {
    return this.#trusted;
  }

  /** Reads what was seen before the vault was opened. */
  async open(): Promise<void> {
    this.#trustedAt = this.#clock.monotonic();
    if (!isOpened(await this.#read())) this.#trusted = this.#clock.now();
    this.now();
    await this.#writing;
  }

  /** Looks at the clock and at what other processes have seen; before each run of what is due. */
  async look(): Promise<void> {
    await this.#writing;
    await this.#read();
    const now = this.#clock.now();
    const monotonic = this.#clock.monotonic();
    if (this.#jump !== undefined) this.#believe(this.#jump, now, monotonic);
    if (this.#follow(now, monotonic)) this.#jump = undefined;
    else this.#jump ??= { time: now, monotonic };
    this.#seen = Math.max(this.#seen, now);
    await this.#writeQuietly();
  }

  /** Writes nothing any more. */
  async close(): Promise<void> {
    this.#writeAt = Infinity;
    await this.#writing;
  }

  #believe(jump: Sighting, now: number, monotonic: number): void {
    const elapsed = jump.monotonic === undefined ? now - jump.time : monotonic - jump.monotonic;
    // The clock was put right, or has gone elsewhere.
    if (now < jump.time) this.#jump = undefined;
    else if (elapsed >= hour) {
      this.#trusted = Math.max(this.#trusted, jump.time);
      this.#trustedAt = jump.monotonic ?? monotonic;
      this.#jump = undefined;
    }
  }

  /** False if the clock has gone further than the time that has passed can explain. */
  #follow(now: number, monotonic: number): boolean {
    if (now - this.#trusted - (monotonic - this.#trustedAt) > day) return false;
    if (now >= this.#trusted) {
      this.#trusted = now;
      this.#trustedAt = monotonic;
    }
    return true;
  }

  async #read(): Promise<OpenedRecord | RecordReference> {
    const found = await this.#reader.read(timePath);
    const { seen, trusted, jump } = contentOf(found);
    this.#seen = Math.max(this.#seen, seen);
    if (trusted > this.#trusted) {
      this.#trusted = trusted;
      this.#trustedAt = this.#clock.monotonic();
    }
    if (jump !== undefined && jump > this.#trusted) this.#jump ??= { time: jump };
    return found;
  }

  // Nobody waits for it to be written: what fails is tried again a minute later. Usually another process has just written it.
  #writeQuietly(): Promise<void> {
    this.#writing ??= this.#write()
      .catch(() => undefined)
      .finally(() => {
        this.#writing = undefined;
      });
    return this.#writing;
  }

  async #write(): Promise<void> {
    this.#writeAt = this.#seen + minute;
    await this.#epoch.ensureFresh();
    const previous = await this.#read();
    this.#follow(this.#clock.now(), this.#clock.monotonic());
    const known = contentOf(previous);
    const content: TimeRecord = { seen: this.#seen, trusted: this.#trusted, jump: this.#jump?.time };
    const isNew =
      content.seen >= known.seen + minute || content.trusted >= known.trusted + minute || content.jump !== known.jump;
    if (isNew) await this.#committer.commitAside([{ previous, content: encodeTime(content) }]);
    this.#writeAt = Math.min(this.#writeAt, (isNew ? content.seen : known.seen) + minute);
  }
}

function contentOf(found: OpenedRecord | RecordReference): TimeRecord {
  return isOpened(found) ? decodeTime(found.content) : nothing;
}
