import type { GrantEntry } from '@chatelaine/core';
import type { ContextPairs, GrantRecord } from '../keys/grant-record.ts';
import { isoTime } from '../keys/iso-time.ts';
import type { Call } from '../pipeline/call.ts';

/** True for the grantee of a grant and for its retiring principal. */
export function mayRetire({ identity }: Call<unknown>, { grantee, retiringPrincipal }: GrantRecord): boolean {
  const id = identity.principal?.id;
  return id !== undefined && (id === grantee || id === retiringPrincipal);
}

/** A grant as lists show it. Of its grantor no more than the id. */
export function grantEntryOf(grant: GrantRecord): GrantEntry {
  const { createdAt, equals, expiresAt, grantee, grantId, grantor, keyId, name, operations, parent } = grant;
  return {
    keyId,
    grantId,
    name,
    grantee,
    grantor: grantor.principal.id,
    ...(grant.retiringPrincipal !== undefined && { retiringPrincipal: grant.retiringPrincipal }),
    operations: [...operations],
    ...(equals !== undefined && { encryptionContextEquals: objectOf(equals) }),
    ...(grant.subset !== undefined && { encryptionContextSubset: objectOf(grant.subset) }),
    creationDate: isoTime(createdAt),
    ...(expiresAt !== undefined && { expiresAt: isoTime(expiresAt) }),
    ...(parent !== undefined && { parentGrantId: parent }),
  };
}

// Object.fromEntries defines, so that no name reaches a prototype.
function objectOf(pairs: ContextPairs): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs);
}
