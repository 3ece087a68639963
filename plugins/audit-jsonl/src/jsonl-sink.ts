import { type AuditEvent, type AuditSink, VaultError } from '@chatelaine/core';
import type { AuditFile } from './audit-file.ts';
import { type AuditFolder, dayOf } from './audit-folder.ts';
import { unavailable } from './unavailable.ts';
import { EventLines } from './event-lines.ts';

/** Writes events to one file a day, which no other process or opening of the vault writes to. */
export class JsonlSink implements AuditSink {
  readonly #folder: AuditFolder;
  readonly #lines = new EventLines();
  #file: AuditFile | undefined;
  /** After a failed sync the system may have dropped what it could not write: no later sync can vouch for it. */
  #lost: VaultError | undefined;
  #closed = false;

  constructor(folder: AuditFolder) {
    this.#folder = folder;
  }

  async write(events: readonly AuditEvent[]): Promise<void> {
    if (this.#closed) throw new VaultError('AuditUnavailable', 'The audit trail is closed.');
    const [first] = events;
    if (first === undefined) return;
    try {
      const file = await this.#fileFor(first.time);
      await file.append(this.#lines.encode(events));
    } catch (cause) {
      throw unavailable(`The audit trail in ${this.#folder.path} could not be written`, cause);
    }
  }

  async sync(): Promise<void> {
    if (this.#lost !== undefined) throw this.#lost;
    const file = this.#file;
    try {
      await file?.sync();
    } catch (cause) {
      this.#lost = unavailable(
        `The audit trail in ${this.#folder.path} could not be synced; open the vault again`,
        cause,
      );
      throw this.#lost;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const file = this.#file;
    this.#file = undefined;
    await this.#finish(file);
    if (this.#lost !== undefined) throw this.#lost;
  }

  /** The open file; a new one if there is none, a new day has begun, or others took the old one away. */
  async #fileFor(time: string): Promise<AuditFile> {
    const current = this.#file;
    if (current?.isWhole() === true) {
      if (dayOf(time) <= current.day) return current;
      await current.mend();
    }
    const next = await this.#folder.begin(time);
    this.#file = next;
    await this.#finish(current);
    return next;
  }

  async #finish(file: AuditFile | undefined): Promise<void> {
    try {
      await file?.close();
    } catch (cause) {
      this.#lost ??= unavailable(
        `An audit file in ${this.#folder.path} could not be finished; open the vault again`,
        cause,
      );
    }
  }
}
