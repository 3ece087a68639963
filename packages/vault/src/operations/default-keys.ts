import { type AliasName, type AuditLevel, type Decision, operations, VaultError } from '@chatelaine/core';
import type { AuditLog } from '../audit/audit-log.ts';
import { fixedLimits } from '../configuration/limits.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { Call } from '../pipeline/call.ts';
import { codeOf, eventFor } from '../pipeline/call-event.ts';
import type { Services } from '../services.ts';
import { symmetricFacts } from './algorithm-facts.ts';
import { makeKey, viewOfNewKey } from './make-key.ts';

const createKey = { name: 'createKey', declaration: operations.createKey } as const;

/** Makes the default key of a service when the service first uses it. */
export class DefaultKeys {
  readonly #audit: AuditLog;
  readonly #level: AuditLevel;
  readonly #making = new Map<AliasName, Promise<KeyEntry | undefined>>();

  /** @param level How far the intent to make a key must have come before it is made. */
  constructor(audit: AuditLog, level: AuditLevel) {
    this.#audit = audit;
    this.#level = level;
  }

  /**
   * The default key of the calling service, made unless somebody else has made it meanwhile. It takes no rule to make
   * it, but a deny that applies to the key that it would be, on its use or its creation, holds: then there is none.
   */
  async make(call: Call<unknown>, action: string, alias: AliasName, services: Services): Promise<KeyEntry | undefined> {
    const { authority } = services;
    const key = viewOfNewKey({ ...this.#parts(services), aliases: [alias], tags: [] }, services);
    const use = await authority.decide(call, { action, key, asked: alias, facts: symmetricFacts });
    if (use.effect === 'deny') return undefined;
    const creation = await authority.decide(call, { action: createKey.declaration.action, key, asked: alias });
    if (creation.effect === 'deny') {
      this.#audit.complete(eventFor(createKey, call.identity, alias, undefined, creation), 'AccessDenied', call.now);
      throw new VaultError('AccessDenied', `${createKey.declaration.action} is denied: ${creation.reason}`);
    }
    // However many ask at the same time, one of them makes it.
    const making =
      this.#making.get(alias) ??
      this.#makeAudited(call, alias, creation, services).finally(() => this.#making.delete(alias));
    this.#making.set(alias, making);
    return making;
  }

  async #makeAudited(
    call: Call<unknown>,
    alias: AliasName,
    decision: Decision,
    services: Services,
  ): Promise<KeyEntry | undefined> {
    const intent = this.#audit.intent(eventFor(createKey, call.identity, alias, undefined, decision), call.now);
    try {
      await this.#audit.flush(this.#level);
      const made = await this.#makeOne(call, alias, services);
      if (made === undefined) this.#audit.outcome(intent, 'AliasExists');
      else this.#audit.outcome(intent, 'success', { keyId: made.record.keyId });
      return made ?? (await services.directory.byAlias(alias));
    } catch (error) {
      this.#audit.outcome(intent, codeOf(error));
      throw error;
    }
  }

  /** `undefined` if somebody else was first. The commit is conditional on the alias: there is never a second key. */
  async #makeOne({ now }: Call<unknown>, name: AliasName, services: Services): Promise<KeyEntry | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const stored = await services.directory.alias(name);
      if (stored.record !== undefined) return undefined;
      try {
        const alias = { name, stored };
        return await makeKey({ ...this.#parts(services), alias, description: '', tags: [], now }, services);
      } catch (error) {
        if (!VaultError.is(error, 'Conflict') || attempt === fixedLimits.attemptsPerChange) throw error;
      }
    }
  }

  // It is made while an operation is resolved, which has no slot of the pool: 32 random bytes need none.
  #parts({ algorithms }: Services) {
    return {
      algorithm: algorithms.of('AES_256'),
      source: algorithms.sourceOf('kms'),
      keyUsage: 'ENCRYPT_DECRYPT',
    } as const;
  }
}
