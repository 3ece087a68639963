import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { fixedLimits } from '../configuration/limits.ts';
import type { ContextPairs, GrantRecord } from './grant-record.ts';

/** The grants of one key by their ids, as they were at one moment. */
export class Grants {
  readonly #byId: ReadonlyMap<string, GrantRecord>;

  constructor(grants: readonly GrantRecord[]) {
    this.#byId = new Map(grants.map((grant) => [grant.grantId, grant]));
  }

  /** All, by id; also those that have ended. */
  get all(): readonly GrantRecord[] {
    return [...this.#byId.values()];
  }

  get(grantId: string): GrantRecord | undefined {
    return this.#byId.get(grantId);
  }

  /**
   * A grant and those that it passes on, the first one last; `undefined` if one of them has ended or is gone, was not for
   * the grantor of the next or not to be passed on, or if there are too many.
   */
  chainOf(grant: GrantRecord, now: number): readonly GrantRecord[] | undefined {
    const chain: GrantRecord[] = [];
    for (let link = grant; ;) {
      if (chain.length === fixedLimits.grantDepth || hasEnded(link, now)) return undefined;
      chain.push(link);
      if (link.parent === undefined) return chain;
      const parent = this.#byId.get(link.parent);
      if (parent === undefined || parent.grantee !== link.grantor.principal.id) return undefined;
      if (!parent.operations.includes('createGrant')) return undefined;
      link = parent;
    }
  }

  /** Those that count. */
  live(now: number): readonly GrantRecord[] {
    return this.all.filter((grant) => this.chainOf(grant, now) !== undefined);
  }

  /** Those that rest on a grant, directly or not. */
  restingOn(grantId: string): readonly GrantRecord[] {
    const found = new Set([grantId]);
    for (let before = 0; before !== found.size;) {
      before = found.size;
      for (const { grantId: id, parent } of this.#byId.values()) {
        if (parent !== undefined && found.has(parent)) found.add(id);
      }
    }
    found.delete(grantId);
    return this.all.filter(({ grantId: id }) => found.has(id));
  }
}

function hasEnded({ expiresAt = Infinity }: GrantRecord, now: number): boolean {
  return now >= expiresAt;
}

/** True if the grant counts for an operation with this encryption context; `undefined`: it takes none. */
export function fits({ equals, subset }: GrantRecord, context: EncodedContext | undefined): boolean {
  const wanted = equals ?? subset;
  if (wanted === undefined) return true;
  if (context === undefined) return false;
  const { pairs } = context;
  if (equals !== undefined && Object.keys(pairs).length !== equals.length) return false;
  return wanted.every(([name, value]) => pairs[name] === value);
}

/** True if whatever encryption context a grant counts for, its parent counts for too. */
export function isNarrower(
  { equals, subset }: Pick<GrantRecord, 'equals' | 'subset'>,
  parent: Pick<GrantRecord, 'equals' | 'subset'>,
): boolean {
  if (parent.equals !== undefined) return equals !== undefined && samePairs(equals, parent.equals);
  if (parent.subset === undefined) return true;
  const own = equals ?? subset;
  return own !== undefined && hasPairs(own, parent.subset);
}

function samePairs(one: ContextPairs, other: ContextPairs): boolean {
  return one.length === other.length && hasPairs(one, other);
}

function hasPairs(pairs: ContextPairs, wanted: ContextPairs): boolean {
  return wanted.every(([name, value]) => pairs.some(([own, text]) => own === name && text === value));
}
