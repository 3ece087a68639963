import type { KeyView, Locality } from '@chatelaine/core';
import type { KeyRecord } from './key-record.ts';

/** Tags as an object without a prototype. */
export function tagObject(tags: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const object = Object.create(null) as Record<string, string>;
  for (const [key, value] of tags) object[key] = value;
  return Object.freeze(object);
}

/** What an authorizer sees of a key. */
export function viewOf(record: KeyRecord, { region, domainId }: Locality): KeyView {
  return Object.freeze({
    region,
    domainId,
    id: record.keyId,
    aliases: Object.freeze([...record.aliases]),
    tags: tagObject(record.tags),
    keySpec: record.keySpec,
    keyUsage: record.keyUsage,
    origin: record.origin,
    state: record.state,
  });
}
