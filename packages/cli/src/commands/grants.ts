import type {
  CreateGrantRequest,
  GrantEntry,
  GrantResponse,
  ListGrantsResponse,
  RetireGrantRequest,
} from '@chatelaine/core';
import type { Answer } from '../output/answer.ts';
import { listing } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';
import { allPages } from './all-pages.ts';

/** `chatelaine grant create` */
export async function createGrant(invocation: Invocation, request: CreateGrantRequest): Promise<Answer> {
  const made = await withCaller(invocation, (operations) => operations.createGrant(request));
  return told(made, `Granted ${request.operations.join(', ')} to ${request.grantee}: ${made.grantId}`);
}

/** `chatelaine grant retire` */
export async function retireGrant(invocation: Invocation, request: RetireGrantRequest): Promise<Answer> {
  const gone = await withCaller(invocation, (operations) => operations.retireGrant(request));
  return told(gone, `Retired the grant ${gone.grantId}.`);
}

/** `chatelaine grant revoke` */
export async function revokeGrant(invocation: Invocation, request: RetireGrantRequest): Promise<Answer> {
  const gone = await withCaller(invocation, (operations) => operations.revokeGrant(request));
  return told(gone, `Revoked the grant ${gone.grantId}, and what rested on it.`);
}

/** `chatelaine grant list`, and `list-retirable` where no key is named. */
export async function listGrants(
  invocation: Invocation,
  keyId: string | undefined,
  most: number | undefined,
): Promise<Answer> {
  const { entries: grants, complete } = await withCaller(invocation, (operations) =>
    allPages(
      async (page) => {
        const { grants: entries, nextMarker }: ListGrantsResponse =
          keyId === undefined
            ? await operations.listRetirableGrants(page)
            : await operations.listGrants({ keyId, ...page });
        return { entries, nextMarker };
      },
      most,
      invocation.surroundings.interruption,
    ),
  );
  if (!complete) await invocation.report.remark('There are more grants; raise --limit to see them.');
  const none = keyId === undefined ? 'There is no grant that this principal may retire.' : 'The key has no grants.';
  const columns = ['GRANTEE', 'OPERATIONS', 'CONTEXT', 'ENDS', 'GRANTOR', 'KEY ID', 'GRANT ID'];
  const text = listing(
    columns,
    grants.map((grant) => rowOf(grant)),
    invocation.report.style,
  );
  return { document: { grants, complete }, text: grants.length === 0 ? none : text };
}

function rowOf(grant: GrantEntry): readonly string[] {
  const { expiresAt = 'with the key', grantee, grantId, grantor, keyId, operations } = grant;
  return [grantee, operations.join(','), contextOf(grant), expiresAt, grantor, keyId, grantId];
}

function contextOf({ encryptionContextEquals: equals, encryptionContextSubset: subset }: GrantEntry): string {
  if (equals === undefined && subset === undefined) return 'any';
  const pairs = Object.entries(equals ?? subset ?? {}).map(([name, value]) => `${name}=${value}`);
  return equals === undefined ? `has ${pairs.join(',')}` : `is ${pairs.length === 0 ? 'empty' : pairs.join(',')}`;
}

function told({ grantId, keyId }: GrantResponse, text: string): Answer {
  return { document: { keyId, grantId }, text };
}
