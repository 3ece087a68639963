import type { Action, AuthorizationRequest, Decision, GainRequest, Locality, Policy } from '@chatelaine/core';
import { type Explanation, explain, gainedActions, type PolicySet } from '@chatelaine/policy';
import { PrincipalAbilities } from './principal-abilities.ts';

/** A bundle in force. */
export class CaslPolicy implements Policy {
  readonly version?: number;
  readonly #abilities: PrincipalAbilities;

  /** @param version that of the bundle, if it is a built one */
  constructor(set: PolicySet, here: Locality, version?: number) {
    if (version !== undefined) this.version = version;
    this.#abilities = new PrincipalAbilities(set, here);
  }

  decide(request: AuthorizationRequest): Decision {
    return this.#abilities.of(request.principal).decide(request);
  }

  gains(request: GainRequest): readonly Action[] {
    return gainedActions(this.#abilities.of(request.principal).rules, request);
  }

  /** The decision taken apart, with every rule that names the action. Slow: for people, not for requests. */
  explain(request: AuthorizationRequest): Explanation {
    return { ...explain(this.#abilities.compiled, request), decision: this.decide(request) };
  }
}
