import { isAliasName, isKeyId } from '@chatelaine/core';
import { invalidPolicy } from '../invalid-policy.ts';

/** Which key each alias that an allow names led to when somebody last looked: a record for reviews, which decides nothing. */
export type AliasPins = ReadonlyMap<string, string>;

/** The name of the file, in the folder of the policies. */
export const aliasPinsFile = 'policy.lock.json';
const version = 'chatelaine/v1';
/** An alias, its id and the signs around them, for more aliases than a set of policies can name. */
export const maximumPinsBytes = 1_048_576;

/** @throws VaultError `InvalidPolicy` for what `formatAliasPins` would not write, but for spaces and order */
export function parseAliasPins(text: string): AliasPins {
  const { lock, aliases, ...others } = checked(parseJson(text));
  const [other] = Object.keys(others);
  if (other !== undefined) throw faulty(`it has no member ${JSON.stringify(other.slice(0, 64))}`);
  if (lock !== version) throw faulty(`its member lock must be ${version}`);
  const pins = Object.entries(checked(aliases)).map(([alias, keyId]): readonly [string, string] => {
    if (!isAliasName(alias) || typeof keyId !== 'string' || !isKeyId(keyId)) {
      throw faulty(`${JSON.stringify(alias.slice(0, 64))} must be an alias with the id of a key`);
    }
    return [alias, keyId];
  });
  return new Map(pins);
}

/** Sorted and one alias a line, so that a review sees what moved. */
export function formatAliasPins(pins: AliasPins): string {
  const aliases = Object.fromEntries([...pins].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ lock: version, aliases }, undefined, 2)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw faulty('it is not well-formed JSON');
  }
}

/** An object of JSON, whatever its members. */
function checked(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw faulty('it must be an object with the members lock and aliases, which is an object too');
  }
  return value as Record<string, unknown>;
}

function faulty(what: string): Error {
  const problem = { document: aliasPinsFile, line: 1, column: 1, code: 'invalid-document', message: what } as const;
  return invalidPolicy([problem], 1, 'The file of pinned aliases');
}
