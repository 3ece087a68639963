import { type Action, type Decision, type GrantableOperation, grantableOperations } from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import type { GrantDirectory } from '../keys/grant-directory.ts';
import type { GrantRecord } from '../keys/grant-record.ts';
import { fits, type Grants } from '../keys/grants.ts';
import { isDefaultKey } from '../keys/key-record.ts';
import type { Question } from './implementation.ts';

/** What the policy in force says when the grantor of a grant asks the same. */
type AskAs = (grantor: GrantRecord['grantor']) => Decision | Promise<Decision>;

const byAction: ReadonlyMap<Action, GrantableOperation> = new Map(
  Object.entries(grantableOperations).map(([name, action]): [Action, GrantableOperation] => [
    action,
    name as GrantableOperation,
  ]),
);

/** One use that a grant may allow: by whom, when, with which encryption context. */
export interface GrantedUse {
  readonly grantee: string;
  readonly now: number;
  readonly encryptionContext: EncodedContext | undefined;
}

/** Finds grants that allow what no rule speaks of. */
export class GrantAuthority {
  readonly #directory: GrantDirectory;

  constructor(directory: GrantDirectory) {
    this.#directory = directory;
  }

  /** An allow by a grant, or `undefined`. Nothing is read for a key without grants. */
  decide({ action, entry }: Question, use: GrantedUse, askAs: AskAs): undefined | Promise<Decision | undefined> {
    const operation = byAction.get(action);
    if (operation === undefined || entry?.record.grants === undefined || isDefaultKey(entry.record)) return undefined;
    const { record } = entry;
    return Promise.resolve(this.#directory.of(entry)).then(async (grants) => {
      const own = grants.all.filter(({ grantee }) => grantee === use.grantee);
      for (const grant of own) {
        if (await holds(grants, grant, operation, use, askAs)) return allowedBy(grant, record.keyId);
      }
      return undefined;
    });
  }
}

/**
 * True if a grant gives an operation now: each link of its chain gives it, for this encryption context, up to one whose
 * grantor the policy allows it. A grantor whom a deny concerns, or may concern, passes nothing on.
 */
export async function holds(
  grants: Grants,
  grant: GrantRecord,
  operation: GrantableOperation,
  { now, encryptionContext }: GrantedUse,
  askAs: AskAs,
): Promise<boolean> {
  for (const link of grants.chainOf(grant, now) ?? []) {
    if (!link.operations.includes(operation) || !fits(link, encryptionContext)) return false;
    const decision = await askAs(link.grantor);
    if (decision.effect === 'allow') return true;
    if (decision.kind !== 'default') return false;
  }
  return false;
}

function allowedBy({ grantId, grantor }: GrantRecord, keyId: string): Decision {
  return {
    effect: 'allow',
    kind: 'explicit',
    rule: `grant/${grantId}`,
    reason: `${grantor.principal.id} has granted it on the key ${keyId}.`,
  };
}
