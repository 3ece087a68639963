import { randomBytes } from 'node:crypto';
import { type KeyId, SecretBytes, VaultError, mixed } from '@chatelaine/core';
import { importPrefix } from '../storage/record-path.ts';

const lengthBytes = 4;
const nameBytes = 16;
const names = /^(?<expiresAt>[0-9a-f]{12})-[0-9a-f]{32}$/;

/** An import that has begun, as its record holds it. */
export interface ImportSession {
  /** How often material was unwrapped with it, or is about to be. */
  readonly attempts: number;
  readonly wrappingAlgorithm: string;
  /** What the material source wants to remember: the wrapping key. */
  readonly secret: SecretBytes;
}

/** A new name; those of a key that expire first come first. */
export function newSessionName(expiresAt: number): string {
  return `${expiresAt.toString(16).padStart(12, '0')}-${mixed(randomBytes(nameBytes)).toString('hex')}`;
}

export function sessionPath(keyId: KeyId, name: string): string {
  return importPrefix(keyId) + name;
}

/** When the session at a path expires, in milliseconds since 1970. */
export function expiryOf(path: string): number {
  const { expiresAt } = names.exec(path.slice(path.lastIndexOf('/') + 1))?.groups ?? {};
  if (expiresAt === undefined) throw new VaultError('Internal', 'A session of an import has an unknown name.');
  return Number.parseInt(expiresAt, 16);
}

/** length(4) ‖ JSON ‖ what the material source wants to remember. */
export function encodeSession({ attempts, wrappingAlgorithm, secret }: ImportSession): Uint8Array {
  const told = Buffer.from(JSON.stringify({ format: 1, attempts, wrappingAlgorithm }), 'utf8');
  const content = Buffer.alloc(lengthBytes + told.length + secret.length);
  content.writeUInt32BE(told.length);
  content.set(told, lengthBytes);
  secret.use((bytes) => content.set(bytes, lengthBytes + told.length));
  return content;
}

/** Reads what `encodeSession` wrote, and overwrites it; the seal vouches for its form. */
export function takeSession(content: Uint8Array): ImportSession {
  const whole = Buffer.from(content.buffer, content.byteOffset, content.length);
  const start = lengthBytes + whole.readUInt32BE();
  const told = JSON.parse(whole.toString('utf8', lengthBytes, start)) as Omit<ImportSession, 'secret'>;
  return {
    attempts: told.attempts,
    wrappingAlgorithm: told.wrappingAlgorithm,
    secret: SecretBytes.take(whole.subarray(start)),
  };
}
