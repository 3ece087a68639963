import type { Action } from '../operations/actions.ts';
import type { OperationName } from '../operations/table.ts';

/**
 * Where audit events go. The vault queues, orders and batches events and waits for the level that it needs; a sink only
 * writes what it is given, in the order given. Calls never overlap.
 */
export interface AuditSink {
  /**
   * Writes events. When the promise resolves they survive the end of the process by SIGKILL.
   * A rejection makes the vault refuse the next operation; the events are given again with the next call.
   */
  write(events: readonly AuditEvent[]): Promise<void>;

  /** Makes what was written survive the loss of power. */
  sync(): Promise<void>;

  close(): Promise<void>;
}

/**
 * How far an event must have come before the vault goes on: `accepted` — queued, written within 50 ms or 1,000 events;
 * `written` — survives SIGKILL; `synced` — survives the loss of power.
 */
export type AuditLevel = 'accepted' | 'written' | 'synced';

/** The levels, the weakest first. */
export const auditLevels: readonly AuditLevel[] = ['accepted', 'written', 'synced'];

/**
 * One event. An operation makes an `intent` before it runs and an `outcome` of the same sequence after it. A denial, a
 * request that is refused before it is decided, and a use that ended before its intent was written are one
 * `complete` event. Events hold no plaintext, key material, encryption context or policy text.
 * A member that is undefined is the same as an absent one.
 */
export interface AuditEvent {
  readonly phase: 'intent' | 'outcome' | 'complete';
  /** Rises by one with each operation of a process; an intent and its outcome share it. */
  readonly sequence: number;
  /** ISO 8601 in UTC, milliseconds. */
  readonly time: string;
  /** The id of the process record, new at each opening of the vault. */
  readonly process: string;
  readonly operation: OperationName;
  /** Of a denial the one that was denied; else the one that the operation is declared with. */
  readonly action: Action;
  /** The principal's id; `host` for administration. */
  readonly principal: string;
  readonly sourceIp?: string | undefined;
  /** The key as the caller named it. */
  readonly asked?: string | undefined;
  /** The key that it resolved to. */
  readonly keyId?: string | undefined;
  /**
   * The second key, for an operation that takes something from one key to another: the id or alias by which the caller named
   * it, and the key that this resolved to.
   */
  readonly destination?: { readonly asked: string; readonly keyId?: string | undefined } | undefined;
  /** Absent where no rule decided: administration, refused requests. */
  readonly decision?:
    | {
        readonly effect: 'allow' | 'deny';
        readonly kind: 'explicit' | 'unknown' | 'default' | 'error';
        readonly rule?: string;
      }
    | undefined;
  /** `success` or an error code; absent in an intent. */
  readonly outcome?: string | undefined;
}
