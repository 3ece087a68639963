import type { Action, AuthorizationRequest, Decision, GainRequest, Policy } from '@chatelaine/core';
import { isPromise } from '../pipeline/after.ts';

const longestMilliseconds = 5_000;

const failed: Decision = Object.freeze({
  effect: 'deny',
  kind: 'error',
  reason: 'The authorizer failed, so the request is denied.',
});

/** Asks a policy and takes everything that is not a proper answer as a denial. */
export class GuardedPolicy {
  readonly #policy: Policy;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  decide(request: AuthorizationRequest): Decision | Promise<Decision> {
    try {
      const decision = this.#policy.decide(request);
      return isPromise(decision)
        ? inTime(decision)
            .then(sound)
            .catch(() => failed)
        : sound(decision);
    } catch {
      return failed;
    }
  }

  /** The actions that the principal would gain, or `undefined` if the authorizer can't say. */
  async gains(request: GainRequest): Promise<readonly Action[] | undefined> {
    try {
      const gained: unknown = await inTime(Promise.resolve(this.#policy.gains(request)));
      return Array.isArray(gained) && gained.every((action) => typeof action === 'string') ? gained : undefined;
    } catch {
      return undefined;
    }
  }
}

function sound(decision: Decision): Decision {
  if (typeof decision !== 'object' || decision === null || typeof decision.reason !== 'string') return failed;
  const { effect, kind, rule } = decision;
  if (effect === 'allow') return kind === 'explicit' && typeof rule === 'string' ? decision : failed;
  if (effect !== 'deny' || (rule !== undefined && typeof rule !== 'string')) return failed;
  return kind === 'explicit' || kind === 'unknown' || kind === 'default' || kind === 'error' ? decision : failed;
}

async function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The authorizer took too long.')), longestMilliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
