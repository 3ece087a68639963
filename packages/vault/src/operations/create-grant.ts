import { randomBytes } from 'node:crypto';
import {
  type GrantableOperation,
  grantableOperations,
  type GrantResponse,
  type KeyIdentifier,
  VaultError,
  mixed,
} from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { fixedLimits } from '../configuration/limits.ts';
import type { ContextPairs, GrantRecord } from '../keys/grant-record.ts';
import type { Grants } from '../keys/grants.ts';
import type { Call } from '../pipeline/call.ts';
import { implement, type Implementation, type Question, type Resolved } from '../pipeline/implementation.ts';
import { changeGrants, removedAtOnce } from './grant-change.ts';
import { parentOf, type Proposed } from './grant-parent.ts';
import { findKey, nameOf, notFound, unknownKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
  readonly grantee: string;
  readonly operations: readonly GrantableOperation[];
  readonly retiringPrincipal: string | undefined;
  readonly encryptionContextEquals: EncodedContext | undefined;
  readonly encryptionContextSubset: EncodedContext | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | undefined;
  readonly name: string | undefined;
}

interface Plan extends Resolved {
  /** To make the grant, and what it gives: all must be allowed. */
  readonly questions: readonly (readonly [GrantableOperation, Question])[];
}

/** What takes no encryption context: a grant that depends on one can't give it. */
const contextless: readonly GrantableOperation[] = [
  'describeKey',
  'getPublicKey',
  'sign',
  'verify',
  'generateMac',
  'verifyMac',
];

export const createGrant: Implementation = implement<Request, GrantResponse, Plan>({
  async resolve(call, services) {
    checkRequest(call);
    const { keyId, grantee, operations, retiringPrincipal } = call.request;
    const entry = await findKey(keyId, services);
    const shared = {
      key: entry?.view ?? unknownKey(keyId, services.locality),
      asked: nameOf(keyId),
      encryptionContext: constraintOf(call.request),
      entry,
    };
    const given = operations.map((name): [GrantableOperation, Question] => [
      name,
      { ...shared, action: grantableOperations[name] },
    ]);
    const grant = {
      grantee,
      operations: operations.map((name) => grantableOperations[name]),
      ...(retiringPrincipal !== undefined && { retiringPrincipal }),
    };
    const question = { ...shared, action: call.operation.declaration.action, facts: Object.freeze({ grant }) };
    const questions: Plan['questions'] = [['createGrant', question], ...given];
    const plan = { question, more: given.map(([, each]) => each), questions };
    return entry === undefined ? { ...plan, missing: notFound() } : { ...plan, entry };
  },

  async run(call, plan, services) {
    const entry = keyOf(plan);
    const grants = await services.grants.of(entry);
    const { grantee, name = '', operations, retiringPrincipal } = call.request;
    const { principal, context } = call.identity;
    if (principal === undefined) throw new VaultError('Internal', 'A grant was made by nobody.');
    const { live, dead } = sorted(grants, call.now);
    const proposed = proposedBy(call.request);
    const parent = await parentOf(call, plan.questions, proposed, grants, services);
    refuseGain(grantee, principal.id, parent, grants, call.now);
    if (live.length >= fixedLimits.grantsPerKey) throw tooManyGrants();
    const expiresAt = proposed.expiresAt ?? parent?.expiresAt;
    const grant: GrantRecord = {
      grantId: mixed(randomBytes(32)).toString('hex'),
      keyId: entry.record.keyId,
      name,
      grantee,
      grantor: { principal, context },
      ...(retiringPrincipal !== undefined && { retiringPrincipal }),
      ...proposed,
      operations,
      createdAt: call.now,
      ...(expiresAt !== undefined && { expiresAt }),
      ...(parent !== undefined && { parent: parent.grantId }),
    };
    await changeGrants(entry, grant, dead.slice(0, removedAtOnce), services);
    return { keyId: grant.keyId, grantId: grant.grantId };
  },
});

/** @throws VaultError `InvalidArgument`. */
function checkRequest({ request, now, operation: { name } }: Call<Request>): void {
  const { encryptionContextEquals, encryptionContextSubset, expiresAt = Infinity, operations } = request;
  if (expiresAt <= now) throw new VaultError('InvalidArgument', `${name}: expiresAt has passed.`);
  const constraint = constraintOf(request);
  if (constraint === undefined) return;
  if (encryptionContextEquals !== undefined && encryptionContextSubset !== undefined) {
    throw new VaultError(
      'InvalidArgument',
      `${name} takes encryptionContextEquals or encryptionContextSubset, not both.`,
    );
  }
  if (encryptionContextSubset?.isEmpty === true) {
    throw new VaultError(
      'InvalidArgument',
      `${name}: encryptionContextSubset has no pair, so every context has them all.`,
    );
  }
  const without = operations.filter((each) => contextless.includes(each));
  if (without.length > 0) {
    throw new VaultError(
      'InvalidArgument',
      `${name}: ${without.join(', ')} takes no encryption context. Give it in a grant without such a condition.`,
    );
  }
}

function constraintOf({ encryptionContextEquals, encryptionContextSubset }: Request): EncodedContext | undefined {
  return encryptionContextEquals ?? encryptionContextSubset;
}

function proposedBy({ encryptionContextEquals, encryptionContextSubset, expiresAt, operations }: Request): Proposed {
  return {
    operations,
    ...(encryptionContextEquals !== undefined && { equals: pairsOf(encryptionContextEquals) }),
    ...(encryptionContextSubset !== undefined && { subset: pairsOf(encryptionContextSubset) }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function pairsOf({ pairs }: EncodedContext): ContextPairs {
  return Object.entries(pairs).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function sorted(grants: Grants, now: number): { live: readonly GrantRecord[]; dead: readonly GrantRecord[] } {
  const live = grants.live(now);
  return { live, dead: grants.all.filter((grant) => !live.includes(grant)) };
}

// The request context of a grantor is kept as it was: what it proved then, a second factor say, must not come back to it
// as a right of its own.
function refuseGain(
  grantee: string,
  grantor: string,
  parent: GrantRecord | undefined,
  grants: Grants,
  now: number,
): void {
  const chain = parent === undefined ? [] : (grants.chainOf(parent, now) ?? []);
  if (grantee !== grantor && chain.every((link) => link.grantor.principal.id !== grantee)) return;
  throw new VaultError(
    'SelfGain',
    'A grant is for somebody else than its grantor, and than those who have granted what it passes on.',
  );
}

function tooManyGrants(): VaultError {
  return new VaultError(
    'GrantLimitExceeded',
    `A key has at most ${fixedLimits.grantsPerKey} grants. Revoke some first, with revokeGrant.`,
  );
}
