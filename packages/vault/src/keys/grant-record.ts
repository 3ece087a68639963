import type { GrantableOperation, KeyId, Principal, RequestContext } from '@chatelaine/core';

/** Pairs of an encryption context, sorted by name. */
export type ContextPairs = readonly (readonly [name: string, value: string])[];

/** All that a vault keeps of a grant. Immutable: a grant is made, and it goes. */
export interface GrantRecord {
  readonly grantId: string;
  readonly keyId: KeyId;
  readonly name: string;
  /** The id of the principal who is given the operations. */
  readonly grantee: string;
  /** Who made it and how it stood then: at each use the policy is asked whether it may still do what it has given. */
  readonly grantor: { readonly principal: Principal; readonly context: RequestContext };
  readonly retiringPrincipal?: string;
  /** Sorted. */
  readonly operations: readonly GrantableOperation[];
  /** The encryption context must be this one, or have these pairs. */
  readonly equals?: ContextPairs;
  readonly subset?: ContextPairs;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt?: number;
  /** The grant that it passes on. */
  readonly parent?: string;
}

/** The content of a grant record. */
export function encodeGrant(grant: GrantRecord): Uint8Array {
  return Buffer.from(JSON.stringify({ format: 1, ...grant }), 'utf8');
}

/** Reads what `encodeGrant` wrote; the seal vouches for its form. Frozen where policies and plugins see it. */
export function decodeGrant(content: Uint8Array): GrantRecord {
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8');
  const grant = JSON.parse(text, (_name, value: unknown) => Object.freeze(value)) as GrantRecord;
  const { principal, context } = grant.grantor;
  const attributes = Object.freeze(Object.assign(Object.create(null) as object, principal.attributes));
  return Object.freeze({
    ...grant,
    grantor: Object.freeze({
      principal: Object.freeze({ ...principal, attributes }),
      context,
    }),
  });
}
