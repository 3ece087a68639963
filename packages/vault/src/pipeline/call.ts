import type { AliasName, Principal, RequestContext } from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import type { BoundOperation } from './bound-operation.ts';
import type { ValidRequest } from './validation.ts';

/** Who calls: a principal with its context, or the host. */
export interface Identity {
  /** Absent: the host. */
  readonly principal: Principal | undefined;
  readonly context: RequestContext;
  /** The alias of its default key, if the principal is a service. */
  readonly defaultAlias?: AliasName | undefined;
}

/** Whoever holds the vault; nothing is decided by policy. */
export const host: Identity = { principal: undefined, context: {} };

/** One operation under way. */
export class Call<Request = ValidRequest> {
  readonly operation: BoundOperation;
  readonly identity: Identity;
  readonly request: Request;
  /** Milliseconds since 1970 when it began. */
  readonly now: number;
  /** Whether it holds a slot of the pool; see `PoolSlots`. */
  hasSlot = false;
  #ownsBytes = false;

  constructor(operation: BoundOperation, identity: Identity, request: Request, now: number) {
    this.operation = operation;
    this.identity = identity;
    this.request = request;
    this.now = now;
  }

  /** The same at a later time, with the slot that it holds. */
  at(now: number): Call<Request> {
    const call = new Call(this.operation, this.identity, this.request, now);
    call.hasSlot = this.hasSlot;
    call.#ownsBytes = this.#ownsBytes;
    return call;
  }

  /**
   * Copies the bytes of the request, once, so that what the caller writes to its arrays afterwards changes nothing.
   * Needed before the caller's own code goes on, or another thread gets them; what ends on the calling turn is spared
   * the copies. Who has read a member before reads it again.
   */
  ownBytes(): void {
    if (this.#ownsBytes) return;
    this.#ownsBytes = true;
    const request = this.request as Record<string, unknown>;
    for (const name of this.operation.validator.byteMembers) {
      const given = request[name];
      if (given instanceof Uint8Array) request[name] = new Uint8Array(given);
    }
  }

  /** The encryption context of the request, if it has one. */
  get encryptionContext(): EncodedContext | undefined {
    return (this.request as { encryptionContext?: EncodedContext }).encryptionContext;
  }
}
