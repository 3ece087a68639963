import type { JobName, KeyId } from '@chatelaine/core';
import { jobPrefix } from '../storage/record-path.ts';

/** Work that is to be done at a time, about one key. */
export interface Job {
  readonly operation: JobName;
  readonly keyId: KeyId;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
}

/** `job/<when it is due, as 12 hex digits>/<operation>.<key id>`: the earliest is the first. */
export function jobPath({ operation, keyId, dueAt }: Job): string {
  const name = operation.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `${jobPrefix}${dueAt.toString(16).padStart(12, '0')}/${name}.${keyId}`;
}

/** The content of a job record. */
export function encodeJob({ operation, keyId, dueAt }: Job): Uint8Array {
  return Buffer.from(JSON.stringify({ format: 1, operation, keyId, dueAt }), 'utf8');
}

/** Reads what `encodeJob` wrote; the seal vouches for its form. */
export function decodeJob(content: Uint8Array): Job {
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8');
  const { operation, keyId, dueAt } = JSON.parse(text) as Job;
  return { operation, keyId, dueAt };
}
