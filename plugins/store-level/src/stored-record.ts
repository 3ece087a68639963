import { VaultError } from '@chatelaine/core';
import type { StoreRecord } from '@chatelaine/core';

/** `state(1) ‖ revision(6, big-endian) ‖ value`. A deleted record has no value. */
const headerBytes = 7;
const states = { deleted: 0, live: 1 } as const;

export function encodeRecord({ revision, value }: StoreRecord): Uint8Array {
  const encoded = Buffer.allocUnsafe(headerBytes + (value?.length ?? 0));
  encoded.writeUInt8(value === null ? states.deleted : states.live, 0);
  encoded.writeUIntBE(revision, 1, headerBytes - 1);
  if (value !== null) encoded.set(value, headerBytes);
  return encoded;
}

/**
 * The record that lies at `path`; its value is a view of `stored`.
 *
 * @throws VaultError `StoreTampered` for bytes that `encodeRecord` cannot have made.
 */
export function decodeRecord(path: string, stored: Uint8Array): StoreRecord {
  if (stored.length < headerBytes) throw tampered(path);
  const header = Buffer.from(stored.buffer, stored.byteOffset, headerBytes);
  const state = header.readUInt8(0);
  const revision = header.readUIntBE(1, headerBytes - 1);
  if (revision === 0) throw tampered(path);
  if (state === states.live) {
    return {
      path,
      revision,
      value: new Uint8Array(stored.buffer, stored.byteOffset + headerBytes, stored.length - headerBytes),
    };
  }
  if (state !== states.deleted || stored.length > headerBytes) throw tampered(path);
  return { path, revision, value: null };
}

function tampered(path: string): VaultError {
  const message = `What the Level store holds at ${path} was not written by a vault. Restore a backup.`;
  return new VaultError('StoreTampered', message);
}
