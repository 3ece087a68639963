import { hex, utf8 } from './bytes.ts';
import type { Keyring } from './keyring.ts';
import { hmacSha256, sha256 } from './primitives.ts';

const counted = ['key/', 'material/', 'alias/', 'tag/', 'policy/', 'job/', 'time'];

export function materialPath(keyId: string, version: number): string {
  return `material/${keyId}/${version.toString(16).padStart(8, '0')}`;
}

export async function aliasPath({ index }: Keyring, alias: string): Promise<string> {
  return `alias/${hex(await hmacSha256(index, utf8(`alias\0${alias}`)))}`;
}

export async function tagPath({ index }: Keyring, key: string, value: string, keyId: string): Promise<string> {
  return `tag/${hex(await hmacSha256(index, utf8(`tag\0${key.length}:${key}=${value}`)))}/${keyId}`;
}

export function jobPath(dueAt: number, job: string, keyId: string): string {
  return `job/${dueAt.toString(16).padStart(12, '0')}/${job}.${keyId}`;
}

/** The head that counts the record at `path`; `undefined` for a record that none counts. */
export async function headPath(path: string): Promise<string | undefined> {
  if (!counted.some((prefix) => path.startsWith(prefix))) return undefined;
  const [first = 0] = await sha256(utf8(path));
  return `head/${(first % 64).toString(16).padStart(2, '0')}`;
}
