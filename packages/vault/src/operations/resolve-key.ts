import { type KeyIdentifier, type KeyView, type Locality, type RequestFacts, VaultError } from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import { after, isPromise } from '../pipeline/after.ts';
import type { Call } from '../pipeline/call.ts';
import type { Resolved } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';

/** Finds the key that an identifier names. */
export function findKey(
  identifier: KeyIdentifier,
  { directory }: Services,
): KeyEntry | undefined | Promise<KeyEntry | undefined> {
  return identifier.type === 'key' ? directory.byId(identifier.keyId) : directory.byAlias(identifier.alias);
}

/** The same for a use by a service, whose default key is made when it first names it. */
function findOrMakeKey(
  call: Call<unknown>,
  action: string,
  identifier: KeyIdentifier,
  services: Services,
): KeyEntry | undefined | Promise<KeyEntry | undefined> {
  const found = findKey(identifier, services);
  const { defaultAlias } = call.identity;
  if (defaultAlias === undefined || identifier.type !== 'alias' || identifier.alias !== defaultAlias) return found;
  return after(found, (entry) =>
    entry === undefined && call.operation.declaration.effect === 'use'
      ? services.defaultKeys.make(call, action, defaultAlias, services)
      : entry,
  );
}

/** The identifier as policies see it: an id or `alias/…`, never a URN. */
export function nameOf(identifier: KeyIdentifier): string {
  return identifier.type === 'key' ? identifier.keyId : identifier.alias;
}

/** What is known of a key that does not exist: what it was called. */
export function unknownKey(identifier: KeyIdentifier, { region, domainId }: Locality): KeyView {
  return identifier.type === 'key'
    ? Object.freeze({ region, domainId, id: identifier.keyId })
    : Object.freeze({ region, domainId, aliases: Object.freeze([identifier.alias]) });
}

/** The error for a caller who may act on a key that does not exist. */
export function notFound(): VaultError {
  return new VaultError(
    'NotFound',
    'There is no such key. Check its id or alias, region and domain; listKeys shows what there is.',
  );
}

/** What else policies may read of a request on a key; the key is `undefined` if there is none. */
export type FactsOf<Request> = (
  call: Call<Request>,
  entry: KeyEntry | undefined,
  services: Services,
) => RequestFacts | undefined;

const nothingElse = (): undefined => undefined;

/** Resolves an operation on the key that `keyId` names. */
export function resolveKey(
  call: Call<{ readonly keyId: KeyIdentifier }>,
  services: Services,
): Resolved | Promise<Resolved> {
  return resolveKeyWithFacts(call, services, nothingElse);
}

/** The same for an operation of which policies may read more than the key. */
export function resolveKeyWithFacts<Request extends { readonly keyId: KeyIdentifier }>(
  call: Call<Request>,
  services: Services,
  factsOf: FactsOf<Request>,
): Resolved | Promise<Resolved> {
  const { keyId: identifier } = call.request;
  const { action } = call.operation.declaration;
  const found = findOrMakeKey(call, action, identifier, services);
  return isPromise(found)
    ? found.then((entry) => resolvedKey(action, identifier, entry, factsOf(call, entry, services), services))
    : resolvedKey(action, identifier, found, factsOf(call, found, services), services);
}

/** Resolves the key that an identifier names, for an action on it. */
export async function resolveNamedKey(
  call: Call<unknown>,
  action: string,
  identifier: KeyIdentifier,
  services: Services,
  factsOf: (entry: KeyEntry | undefined) => RequestFacts,
): Promise<Resolved> {
  const entry = await findOrMakeKey(call, action, identifier, services);
  return resolvedKey(action, identifier, entry, factsOf(entry), services);
}

/** What an operation is decided on: the key, or what is known of one that does not exist. */
export function resolvedKey(
  action: string,
  identifier: KeyIdentifier,
  entry: KeyEntry | undefined,
  facts: RequestFacts | undefined,
  { locality }: Services,
): Resolved {
  const asked = nameOf(identifier);
  return entry === undefined
    ? { question: { action, key: unknownKey(identifier, locality), asked, facts }, missing: notFound() }
    : { question: { action, key: entry.view, asked, facts, entry }, entry };
}
