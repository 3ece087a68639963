import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AppendFile } from './append-file.ts';
import { AuditFile } from './audit-file.ts';

const timeOfEvent = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})/;

/** The UTC day of an event, such as `2026-11-24`. Days compare like texts. */
export function dayOf(time: string): string {
  return timeOfEvent.exec(time)?.[1] ?? '0000-00-00';
}

/** Makes the files of an audit trail: each has one writer and its own name, and none is opened again. */
export class AuditFolder {
  readonly path: string;
  readonly #create: (path: string) => Promise<AppendFile>;

  constructor(path: string, create: (path: string) => Promise<AppendFile>) {
    this.path = path;
    this.#create = create;
  }

  /** Begins `audit-<day>T<time>Z-<random>.jsonl`, called after the first event that it will hold. */
  async begin(time: string): Promise<AuditFile> {
    const [, , hours = '00', minutes = '00', seconds = '00'] = timeOfEvent.exec(time) ?? [];
    const day = dayOf(time);
    const random = randomBytes(6).toString('hex');
    const path = join(this.path, `audit-${day}T${hours}-${minutes}-${seconds}Z-${random}.jsonl`);
    return new AuditFile(day, await this.#create(path));
  }
}
