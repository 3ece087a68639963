import {
  type Action,
  actions,
  type AuthorizationRequest,
  type Decision,
  type GainRequest,
  type KeyView,
  type Locality,
  type Policy,
} from '@chatelaine/core';
import type { PolicySet } from '@chatelaine/policy';
import type { CompiledRule } from './compiled-rule.ts';
import { keyFacts } from './key-facts.ts';
import { PrincipalAbilities } from './principal-abilities.ts';
import { no, yes } from './truth.ts';

/** A bundle in force. */
export class CaslPolicy implements Policy {
  readonly #abilities: PrincipalAbilities;

  constructor(set: PolicySet, here: Locality) {
    this.#abilities = new PrincipalAbilities(set, here);
  }

  decide(request: AuthorizationRequest): Decision {
    return this.#abilities.of(request.principal).decide(request.action, request.key, request.asked);
  }

  /** Exact: rules have no conditions, so the answer on a snapshot of which all is known is what `decide` gives. */
  gains({ principal, before, after }: GainRequest): readonly Action[] {
    const { rules } = this.#abilities.of(principal);
    const had = certainlyAllowed(rules, before);
    const mayHave = possiblyAllowed(rules, after);
    return actions.filter((action) => mayHave.has(action) && !had.has(action));
  }
}

/** As `decide` has it: an allow must be certain, a deny need only be possible. */
function certainlyAllowed(rules: readonly CompiledRule[], view: KeyView): ReadonlySet<Action> {
  const key = keyFacts(view);
  return allowed(rules, ({ condition, isDeny }) =>
    isDeny ? condition(key, undefined) !== no : condition(key, undefined) === yes,
  );
}

/** The other way round: what can't be known counts for the allow and against the deny. */
function possiblyAllowed(rules: readonly CompiledRule[], view: KeyView): ReadonlySet<Action> {
  const key = keyFacts(view);
  return allowed(rules, ({ condition, isDeny }) =>
    isDeny ? condition(key, undefined) === yes : condition(key, undefined) !== no,
  );
}

function allowed(rules: readonly CompiledRule[], applies: (rule: CompiledRule) => boolean): ReadonlySet<Action> {
  const applying = rules.filter(applies);
  const denied = new Set(applying.filter(({ isDeny }) => isDeny).flatMap((rule) => rule.actions));
  return new Set(
    applying.filter(({ isDeny }) => !isDeny).flatMap((rule) => rule.actions.filter((action) => !denied.has(action))),
  );
}
