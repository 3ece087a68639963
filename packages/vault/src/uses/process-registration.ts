import { randomUUID } from 'node:crypto';
import { VaultError, mixedUuid } from '@chatelaine/core';
import type { Clock } from '../configuration/clock.ts';
import type { Committer } from '../storage/committer.ts';
import type { Epoch } from '../storage/epoch.ts';
import type { RecordReference } from '../storage/record.ts';
import { processPath } from '../storage/record-path.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { decodeProcess, encodeProcess } from './process-record.ts';

/** How often it is tried to register, which conflicts with commits of other processes. */
const mostAttempts = 50;

/**
 * The record that says that this process has the vault open, so that somebody makes up for its uses if it never closes it.
 * One that another process took for lost is replaced.
 */
export class ProcessRegistration {
  readonly #reader: RecordReader;
  readonly #committer: Committer;
  readonly #epoch: Epoch;
  readonly #clock: Clock;
  #path: string | undefined;
  #registering: Promise<void> | undefined;

  constructor(reader: RecordReader, committer: Committer, epoch: Epoch, clock: Clock) {
    this.#reader = reader;
    this.#committer = committer;
    this.#epoch = epoch;
    this.#clock = clock;
  }

  /** The record, which nobody takes for lost; registers this process if need be. */
  async current(): Promise<RecordReference> {
    for (;;) {
      const path = this.#path;
      const found = path === undefined ? undefined : await this.#reader.read(path);
      if (found !== undefined && isOpened(found) && decodeProcess(found.content).lost === undefined) return found;
      if (path === this.#path) await this.#register();
    }
  }

  /** What the record holds, to be written again. */
  get content(): Uint8Array {
    return encodeProcess({ seenAt: this.#clock.now() });
  }

  /** Has this process register anew; whoever opens the vault next makes up for the record that is left. */
  forget(): void {
    this.#path = undefined;
  }

  #register(): Promise<void> {
    this.#registering ??= this.#write().finally(() => {
      this.#registering = undefined;
    });
    return this.#registering;
  }

  // With the epoch, so that it is under a barrier key that is not dropped.
  async #write(): Promise<void> {
    const path = processPath(mixedUuid(randomUUID()));
    for (let attempt = 1; path !== this.#path; attempt += 1) {
      await this.#epoch.ensureFresh();
      try {
        await this.#committer.commitAside([{ previous: { path, revision: 0 }, content: this.content }]);
        this.#path = path;
      } catch (error) {
        if (!VaultError.is(error, 'Conflict') || attempt === mostAttempts) throw error;
      }
    }
  }
}
