import { VaultError } from '../errors/vault-error.ts';
import { type AliasName, isAliasName } from './alias-name.ts';
import { isKeyId, type KeyId } from './key-id.ts';
import type { Locality } from './locality.ts';
import { parseUrn } from './urn.ts';

/** What a caller may name a key by, once parsed. */
export type KeyIdentifier =
  { readonly type: 'key'; readonly keyId: KeyId } | { readonly type: 'alias'; readonly alias: AliasName };

const help =
  'Give a key id (36 characters), an alias (alias/…) or a URN (kms:<region>:<domain>:KeyId:<id> or …:alias:<name>).';

/**
 * Parses a key id, an alias or a URN. The three forms can't be mistaken for each other.
 *
 * @throws VaultError `InvalidIdentifier` for anything else; `ForeignUrn` for a URN of another locality.
 */
export function parseKeyIdentifier(text: string, here: Locality): KeyIdentifier {
  if (isKeyId(text)) return { type: 'key', keyId: text };
  if (isAliasName(text)) return { type: 'alias', alias: text };
  const urn = parseUrn(text);
  if (urn === undefined) throw new VaultError('InvalidIdentifier', `The key identifier is malformed. ${help}`);
  if (urn.region !== here.region || urn.domainId !== here.domainId) {
    throw new VaultError(
      'ForeignUrn',
      `The URN names region ${urn.region} and domain ${urn.domainId}; this vault is ${here.region} and ${here.domainId}. ` +
        'Send the request to the vault of that region and domain.',
    );
  }
  return urn.type === 'key' ? { type: 'key', keyId: urn.keyId } : { type: 'alias', alias: urn.alias };
}
