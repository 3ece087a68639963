import { type GrantableOperation, grantableOperations, VaultError } from '@chatelaine/core';
import { fixedLimits } from '../configuration/limits.ts';
import type { GrantRecord } from '../keys/grant-record.ts';
import { type Grants, isNarrower } from '../keys/grants.ts';
import type { Call } from '../pipeline/call.ts';
import { holds } from '../pipeline/grant-authority.ts';
import type { Question } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';

/** The grant that is to be made, as far as it must not exceed what its grantor has. */
export type Proposed = Pick<GrantRecord, 'operations' | 'equals' | 'subset' | 'expiresAt'>;

/**
 * The grant that a new grant passes on; `undefined` if the policy gives its grantor everything.
 *
 * @param questions What the pipeline has asked: to make the grant, and each operation that it gives.
 * @throws VaultError `AccessDenied` if no single grant gives the rest; `GrantDepthExceeded`.
 */
export async function parentOf(
  call: Call<unknown>,
  questions: readonly (readonly [GrantableOperation, Question])[],
  proposed: Proposed,
  grants: Grants,
  { authority }: Services,
): Promise<GrantRecord | undefined> {
  const rest: (readonly [GrantableOperation, Question])[] = [];
  for (const each of questions) {
    const decision = await authority.decideByPolicy(call, each[1], call.identity);
    if (decision.effect === 'deny') rest.push(each);
  }
  if (rest.length === 0) return undefined;
  let tooDeep = false;
  for (const grant of grants.all) {
    if (grant.grantee !== call.identity.principal?.id || !mayBePassedOn(grant, proposed)) continue;
    if (!(await givesAll(call, grant, rest, grants, authority))) continue;
    if ((grants.chainOf(grant, call.now)?.length ?? 0) < fixedLimits.grantDepth) return grant;
    tooDeep = true;
  }
  throw tooDeep ? depthExceeded() : notAllowed(rest.map(([name]) => name));
}

function mayBePassedOn(grant: GrantRecord, proposed: Proposed): boolean {
  const { expiresAt = Infinity, operations } = grant;
  if (!operations.includes('createGrant') || !isNarrower(proposed, grant)) return false;
  return proposed.expiresAt === undefined || proposed.expiresAt <= expiresAt;
}

async function givesAll(
  call: Call<unknown>,
  grant: GrantRecord,
  rest: readonly (readonly [GrantableOperation, Question])[],
  grants: Grants,
  authority: Services['authority'],
): Promise<boolean> {
  for (const [name, question] of rest) {
    const use = { grantee: grant.grantee, now: call.now, encryptionContext: question.encryptionContext };
    const given = await holds(grants, grant, name, use, (grantor) => authority.decideByPolicy(call, question, grantor));
    if (!given) return false;
  }
  return true;
}

function notAllowed(names: readonly GrantableOperation[]): VaultError {
  const wanted = names.map((name) => grantableOperations[name]).join(', ');
  return new VaultError(
    'AccessDenied',
    `No policy allows its caller to grant ${wanted}, and no single grant that may be passed on gives it for as long and ` +
      'for the same encryption contexts.',
  );
}

function depthExceeded(): VaultError {
  return new VaultError(
    'GrantDepthExceeded',
    `At most ${fixedLimits.grantDepth} grants rest on each other. Have it granted by someone nearer to the first of them.`,
  );
}
