import {
  type AuditEvent,
  type AuditLevel,
  type OperationDeclaration,
  type OperationName,
  VaultError,
} from '@chatelaine/core';
import type { AuditLog, EventChanges, PendingEvent } from '../audit/audit-log.ts';
import { changeLevelOf } from '../audit/change-level.ts';
import type { Clock } from '../configuration/clock.ts';
import { fixedLimits } from '../configuration/limits.ts';
import type { Services } from '../services.ts';
import type { Epoch } from '../storage/epoch.ts';
import { after, isPromise } from './after.ts';
import type { Ruling } from './authority.ts';
import type { BoundOperation } from './bound-operation.ts';
import { Call, type Identity } from './call.ts';
import { codeOf, eventFor } from './call-event.ts';
import type { Resolved } from './implementation.ts';
import { SlotNeeded } from './pool-slots.ts';
import { toldOf } from './told-decision.ts';
import { checkUsable } from './usable.ts';
import type { ValidRequest } from './validation.ts';

/** What the pipeline is made of. */
export interface PipelineParts {
  readonly operations: Readonly<Record<OperationName, BoundOperation>>;
  readonly services: Services;
  readonly audit: AuditLog;
  readonly auditLevel: AuditLevel;
  readonly epoch: Epoch;
  readonly clock: Clock;
  /** Aborted when the pipeline stops. */
  readonly closing: AbortController;
}

/**
 * The one way that every operation takes: validate → resolve every named resource once → decide on those snapshots →
 * audit the intent → check state and usage → run → audit the outcome → answer. Nothing is resolved again between the decision
 * and the use. Steps stay on the calling turn as long as nothing has to be waited for.
 */
export class Pipeline {
  readonly #operations: Readonly<Record<OperationName, BoundOperation>>;
  readonly #services: Services;
  readonly #audit: AuditLog;
  readonly #useLevel: AuditLevel;
  readonly #changeLevel: AuditLevel;
  readonly #epoch: Epoch;
  readonly #clock: Clock;
  readonly #running = new Set<Promise<unknown>>();
  readonly #closing: AbortController;
  #stopped = false;

  constructor({ operations, services, audit, auditLevel, epoch, clock, closing }: PipelineParts) {
    this.#closing = closing;
    this.#operations = operations;
    this.#services = services;
    this.#audit = audit;
    this.#useLevel = auditLevel;
    this.#changeLevel = changeLevelOf(auditLevel);
    this.#epoch = epoch;
    this.#clock = clock;
  }

  /** Runs one operation. Throws or rejects with a `VaultError`. */
  run(name: OperationName, identity: Identity, request: unknown): object | Promise<object> {
    if (this.#stopped) throw new VaultError('VaultClosed', 'The vault is closed. Open it again to use it.');
    const answer = this.#start(this.#operations[name], identity, request);
    return isPromise(answer) ? this.#track(answer) : answer;
  }

  /** Refuses new calls and waits for those under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#closing.abort();
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  #track(answer: Promise<object>): Promise<object> {
    const tracked = answer.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
    return tracked;
  }

  #start(operation: BoundOperation, identity: Identity, request: unknown): object | Promise<object> {
    let valid: ValidRequest;
    try {
      valid = operation.validator.check(request);
    } catch (error) {
      return after(this.#audit.ready(), () => {
        throw this.#refuse(operation, identity, undefined, error);
      });
    }
    const call = new Call(operation, identity, valid, this.#clock.now());
    const { effect } = operation.declaration;
    if (effect !== 'use' && effect !== 'read') {
      call.ownBytes();
      return this.#attempt(call);
    }
    const answer = this.#begin(call);
    if (isPromise(answer)) call.ownBytes();
    return answer;
  }

  // Changes are conditional on what was resolved; when that has changed, everything is done again from there.
  async #attempt(call: Call): Promise<object> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#begin(call);
      } catch (error) {
        if (!VaultError.is(error, 'Conflict') || attempt === fixedLimits.attemptsPerChange) throw error;
      }
    }
  }

  #begin(call: Call): object | Promise<object> {
    // What waits for the audit log looks at the store after the wait, not before.
    const ready = this.#audit.ready();
    return ready === undefined ? this.#look(call) : ready.then(() => this.#look(call));
  }

  #look(call: Call): object | Promise<object> {
    const fresh = this.#epoch.ensureFresh();
    return fresh === undefined ? this.#resolve(call) : fresh.then(() => this.#resolve(call));
  }

  #resolve(call: Call): object | Promise<object> {
    let resolved: Resolved | Promise<Resolved>;
    try {
      resolved = call.operation.implementation.resolve(call, this.#services);
    } catch (error) {
      throw this.#refuse(call.operation, call.identity, call.request.spelling, error);
    }
    if (!isPromise(resolved)) return this.#decide(call, resolved);
    return resolved.then(
      (found) => this.#decide(call, found),
      (error: unknown) => {
        throw this.#refuse(call.operation, call.identity, call.request.spelling, error);
      },
    );
  }

  /** What could not even be decided is one event too. */
  #refuse(operation: BoundOperation, identity: Identity, spelling: string | undefined, error: unknown): unknown {
    this.#audit.complete(eventFor(operation, identity, spelling), codeOf(error), this.#clock.now());
    return error;
  }

  #decide(call: Call, resolved: Resolved): object | Promise<object> {
    if (!isDecided(call.operation.declaration)) return this.#record(call, resolved, undefined);
    const { authority } = this.#services;
    const decision = authority.ask(call, resolved);
    // Without a closure for what is there already, as nearly every decision is.
    return isPromise(decision)
      ? decision.then((decided) => this.#act(call, resolved, decided))
      : this.#act(call, resolved, decision);
  }

  #act(call: Call, resolved: Resolved, decision: Ruling): object | Promise<object> {
    if (decision.effect === 'deny') throw this.#deny(call, resolved, decision);
    if (resolved.changes === undefined) return this.#record(call, resolved, decision);
    return this.#services.authority.checkGains(call, resolved).then(
      (denial) => {
        if (denial !== undefined) throw this.#deny(call, resolved, denial);
        return this.#record(call, resolved, decision);
      },
      (error: unknown) => {
        this.#audit.complete(eventOf(call, resolved, decision), codeOf(error), call.now);
        throw error;
      },
    );
  }

  #deny(call: Call, resolved: Resolved, decision: Ruling): VaultError {
    resolved.abandon?.();
    const denial = this.#denial(call, decision);
    this.#audit.complete(eventOf(call, resolved, decision), denial.code, call.now);
    return denial;
  }

  #denial(call: Call, { action = call.operation.declaration.action, reason }: Ruling): VaultError {
    const code = this.#services.authority.isActive ? 'AccessDenied' : 'NoActivePolicy';
    return new VaultError(code, `${action} is denied: ${reason}`);
  }

  #record(call: Call, resolved: Resolved, decision: Ruling | undefined): object | Promise<object> {
    const { effect } = call.operation.declaration;
    const level = effect === 'use' || effect === 'read' ? this.#useLevel : this.#changeLevel;
    const intent = this.#audit.intent(eventOf(call, resolved, decision), call.now);
    if (level === 'accepted') return this.#execute(call, resolved, intent);
    return this.#audit.flush(level).then(
      () => this.#execute(call, resolved, intent),
      (error: unknown) => {
        resolved.abandon?.();
        this.#audit.outcome(intent, codeOf(error));
        throw error;
      },
    );
  }

  #execute(call: Call, resolved: Resolved, intent: PendingEvent): object | Promise<object> {
    try {
      const answer = this.#run(call, resolved);
      if (isPromise(answer)) return this.#finish(answer, call, resolved, intent);
      this.#letGo(call);
      this.#audit.outcome(intent, 'success', madeBy(call, answer));
      return answer;
    } catch (error) {
      return this.#fail(error, call, resolved, intent);
    }
  }

  async #finish(answer: Promise<object>, call: Call, resolved: Resolved, intent: PendingEvent): Promise<object> {
    try {
      const done = await answer;
      this.#letGo(call);
      this.#audit.outcome(intent, 'success', madeBy(call, done));
      return done;
    } catch (error) {
      return await this.#fail(error, call, resolved, intent);
    }
  }

  #run(call: Call, resolved: Resolved): object | Promise<object> {
    if (resolved.missing !== undefined) throw resolved.missing;
    if (resolved.entry !== undefined) checkUsable(call.operation.declaration, resolved.entry.record);
    return call.operation.implementation.run(call, resolved, this.#services);
  }

  #fail(error: unknown, call: Call, resolved: Resolved, intent: PendingEvent): Promise<object> {
    if (error instanceof SlotNeeded) return this.#runLater(call, resolved, intent);
    this.#letGo(call);
    resolved.abandon?.();
    this.#audit.outcome(intent, codeOf(error));
    throw error;
  }

  #letGo(call: Call): void {
    if (!call.hasSlot) return;
    call.hasSlot = false;
    this.#services.slots.release();
  }

  // What was decided before the wait may hold no more: the operation is resolved and decided again. Its intent is in the
  // log already; the outcome tells the key and the decision that held in the end.
  async #runLater(first: Call, before: Resolved, intent: PendingEvent): Promise<object> {
    let call = first;
    let resolved = before;
    let decision: Ruling | undefined;
    try {
      await this.#services.slots.wait();
      first.hasSlot = true;
      call = first.at(this.#clock.now());
      const fresh = this.#epoch.ensureFresh();
      if (fresh !== undefined) await fresh;
      const found = call.operation.implementation.resolve(call, this.#services, before);
      resolved = isPromise(found) ? await found : found;
      const decided = this.#decideAgain(call, resolved);
      decision = isPromise(decided) ? await decided : decided;
      if (decision?.effect === 'deny') throw this.#denial(call, decision);
      const answer = await this.#run(call, resolved);
      this.#audit.outcome(intent, 'success', { ...endOf(resolved, decision), ...madeBy(call, answer) });
      return answer;
    } catch (error) {
      resolved.abandon?.();
      this.#audit.outcome(intent, codeOf(error), endOf(resolved, decision));
      throw error;
    } finally {
      this.#letGo(call);
    }
  }

  #decideAgain(call: Call, resolved: Resolved): Ruling | undefined | Promise<Ruling> {
    if (!isDecided(call.operation.declaration)) return undefined;
    const decision = this.#services.authority.ask(call, resolved);
    return resolved.changes === undefined ? decision : this.#gainsAgain(call, resolved, decision);
  }

  async #gainsAgain(call: Call, resolved: Resolved, asked: Ruling | Promise<Ruling>): Promise<Ruling> {
    const decision = await asked;
    if (decision.effect === 'deny') return decision;
    return (await this.#services.authority.checkGains(call, resolved)) ?? decision;
  }
}

function isDecided({ effect }: OperationDeclaration): boolean {
  return effect !== 'administration' && effect !== 'job';
}

function eventOf(call: Call, resolved: Resolved, ruling: Ruling | undefined): PendingEvent {
  const { identity, operation, request } = call;
  return eventFor(operation, identity, request.spelling, keyIdOf(resolved), ruling, destinationOf(resolved));
}

function keyIdOf({ question, entry }: Resolved): string | undefined {
  return entry?.record.keyId ?? question.key?.id;
}

function destinationOf({ destination }: Resolved): AuditEvent['destination'] {
  return destination && { asked: destination.asked, keyId: destination.entry?.record.keyId };
}

/** What an operation that waited has used in the end, by which decision. */
function endOf(resolved: Resolved, ruling: Ruling | undefined): EventChanges {
  const destination = destinationOf(resolved);
  return { keyId: keyIdOf(resolved), ...(destination && { destination }), ...(ruling && { decision: toldOf(ruling) }) };
}

// The intent of a creation could not name the key yet.
function madeBy(call: Call, answer: object): EventChanges | undefined {
  if (call.operation.declaration.resource !== 'newKey') return undefined;
  return 'keyId' in answer && typeof answer.keyId === 'string' ? { keyId: answer.keyId } : undefined;
}
