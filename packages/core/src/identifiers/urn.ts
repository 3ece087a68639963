import { type AliasName, isAliasName } from './alias-name.ts';
import { isKeyId, type KeyId } from './key-id.ts';
import { isDomainId, isRegion, type Locality } from './locality.ts';

/** `kms:<region>:<domainId>:KeyId:<id>`, or `kms:<region>:<domainId>:alias:<name>` where the name has no `alias/`. */
export type Urn =
  | (Locality & { readonly type: 'key'; readonly keyId: KeyId })
  | (Locality & { readonly type: 'alias'; readonly alias: AliasName });

// The name of an alias may itself hold colons, so only the first four separate.
const pattern = /^kms:([^:]+):([^:]+):(KeyId|alias):(.+)$/;

/** Longest text that can be a URN; anything longer is refused before it is looked at. */
const longest = 4 + 65 + 65 + 6 + 255;

/** The parts of a URN, or `undefined` for anything that is not one. */
export function parseUrn(text: string): Urn | undefined {
  if (text.length > longest) return undefined;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, region = '', domainId = '', type, name = ''] = match;
  if (!isRegion(region) || !isDomainId(domainId)) return undefined;
  if (type === 'KeyId') return isKeyId(name) ? { region, domainId, type: 'key', keyId: name } : undefined;
  const alias = `alias/${name}`;
  return isAliasName(alias) ? { region, domainId, type: 'alias', alias } : undefined;
}

/** The URN of a key. */
export function formatKeyUrn(locality: Locality, keyId: KeyId): string {
  return `kms:${locality.region}:${locality.domainId}:KeyId:${keyId}`;
}

/** The URN of an alias. */
export function formatAliasUrn(locality: Locality, alias: AliasName): string {
  return `kms:${locality.region}:${locality.domainId}:alias:${alias.slice('alias/'.length)}`;
}
