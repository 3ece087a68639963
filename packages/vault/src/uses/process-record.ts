import type { KeyId, KeyVersion } from '@chatelaine/core';

/** The content of `process/<id>`, which is there from when a process opens the vault until it closes it. */
export interface ProcessRecord {
  /** When it was last written, in milliseconds since 1970. */
  readonly seenAt: number;
  /** Another process takes it for lost and makes up for what it may not have counted. */
  readonly lost?: LostProcess;
}

/** How far this has come. */
interface LostProcess {
  /** All versions up to this one, by key id and version, are made up for; absent at first. */
  readonly upTo?: { readonly keyId: KeyId; readonly version: KeyVersion };
}

export function encodeProcess(record: ProcessRecord): Uint8Array {
  return Buffer.from(JSON.stringify({ format: 1, ...record }), 'utf8');
}

/** Reads what `encodeProcess` wrote; the seal vouches for its form. */
export function decodeProcess(content: Uint8Array): ProcessRecord {
  return JSON.parse(Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8')) as ProcessRecord;
}
