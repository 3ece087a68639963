import { type Decision, type GrantResponse, type KeyIdentifier, VaultError } from '@chatelaine/core';
import type { GrantRecord } from '../keys/grant-record.ts';
import type { Grants } from '../keys/grants.ts';
import type { Call } from '../pipeline/call.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import { changeGrants, removedAtOnce } from './grant-change.ts';
import { mayRetire } from './grant-entry.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
  readonly grantId: string;
}

interface Plan extends Resolved {
  readonly grants?: Grants;
  readonly grant?: GrantRecord;
}

/** Whoever has a grant may give it back, and so may whom it names, unless a deny applies. */
export const retireGrant: Implementation = endGrant((call, grant) =>
  grant !== undefined && mayRetire(call, grant)
    ? { effect: 'allow', kind: 'explicit', rule: `grant/${grant.grantId}`, reason: 'It is its own grant to retire.' }
    : undefined,
);

export const revokeGrant: Implementation = endGrant(() => undefined);

function endGrant(
  otherwiseOf: (call: Call<unknown>, grant: GrantRecord | undefined) => Decision | undefined,
): Implementation {
  return implement<Request, GrantResponse, Plan>({
    async resolve(call, services) {
      const resolved = await resolveKey(call, services);
      if (resolved.entry === undefined) return resolved;
      const grants = await services.grants.of(resolved.entry);
      const grant = grants.get(call.request.grantId);
      const question = { ...resolved.question, otherwise: otherwiseOf(call, grant) };
      // One that does not count any more can be taken away; it is just not promised to be there.
      return grant === undefined
        ? { ...resolved, question, missing: grantNotFound() }
        : { ...resolved, question, grants, grant };
    },

    async run(_call, plan, services) {
      const { grant, grants } = plan;
      if (grant === undefined || grants === undefined) throw grantNotFound();
      const entry = keyOf(plan);
      // What rests on it counts no more from now on; what is too much for this commit goes with later ones.
      const needless = grants.restingOn(grant.grantId).slice(0, removedAtOnce);
      await changeGrants(entry, undefined, [grant, ...needless], services);
      return { keyId: grant.keyId, grantId: grant.grantId };
    },
  });
}

function grantNotFound(): VaultError {
  return new VaultError('GrantNotFound', 'The key has no such grant. listGrants shows those that it has.');
}
