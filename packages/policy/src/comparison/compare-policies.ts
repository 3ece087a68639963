import { type Action, actions, type AuthorizationRequest, keylessActions, type Locality } from '@chatelaine/core';
import { compilePolicy } from '../evaluation/compile-policy.ts';
import type { CompiledRule } from '../evaluation/compiled-rule.ts';
import { decide } from '../evaluation/decide.ts';
import type { PolicyRule, PolicySet } from '../policy-set.ts';
import { gainsOfAction } from './gains-of-action.ts';
import { meaningOf } from './rule-meaning.ts';
import type { AccessChange, PolicyComparison, SampledPart } from './policy-comparison.ts';

export interface ComparisonOptions {
  /** Requests to try besides: principals, keys and contexts that there are. */
  readonly samples?: (action: Action) => Iterable<AuthorizationRequest>;
  /** How many values may be tried for one rule; absent: 20,000. */
  readonly budget?: number;
  readonly progress?: (done: number, total: number) => void;
}

const defaultBudget = 20_000;
const keyless: ReadonlySet<Action> = new Set(keylessActions);

/**
 * Says who gains and who loses access from one set of policies to another, with a request as witness for each. Where URNs are of several
 * vaults, in any of them.
 */
export async function comparePolicies(
  before: PolicySet,
  after: PolicySet,
  options: ComparisonOptions = {},
): Promise<PolicyComparison> {
  const changed = actions.filter((action) => meaning(before, action) !== meaning(after, action));
  const places = localities([before, after]);
  const gains = new Map<string, AccessChange>();
  const losses = new Map<string, AccessChange>();
  const sampled = new Map<string, SampledPart>();
  let done = 0;
  for (const here of places) {
    const [old, now] = [compilePolicy(before, here), compilePolicy(after, here)];
    for (const action of changed) {
      options.progress?.(done, changed.length * places.length);
      done += 1;
      const [gained, lost] = [changes(old, now, action, here, options), changes(now, old, action, here, options)];
      for (const each of gained.found) addOnce(gains, each);
      for (const each of lost.found) addOnce(losses, { ...each, before: each.after, after: each.before });
      for (const because of [...gained.incomplete, ...lost.incomplete]) {
        sampled.set(`${action} ${because}`, { action, because });
      }
      // Let the terminal, and Ctrl-C, have a turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return { gains: [...gains.values()], losses: [...losses.values()], sampled: [...sampled.values()] };
}

function addOnce(known: Map<string, AccessChange>, change: AccessChange): void {
  const identity = JSON.stringify([change.action, change.rule, change.who]);
  if (!known.has(identity)) known.set(identity, change);
}

/** A vault that no URN is of, and every one that some URN is of. */
function localities(sets: readonly PolicySet[]): readonly Locality[] {
  const found = new Map<string, Locality>([['', { region: 'elsewhere', domainId: 'elsewhere' }]]);
  for (const { rules } of sets) {
    for (const selector of rules.flatMap(({ keys }) => (keys === 'all' ? [] : keys))) {
      if ((selector.type !== 'key' && selector.type !== 'alias') || selector.locality === undefined) continue;
      found.set(`${selector.locality.region} ${selector.locality.domainId}`, selector.locality);
    }
  }
  return [...found.values()];
}

interface Changes {
  readonly found: readonly AccessChange[];
  readonly incomplete: readonly string[];
}

/** What `now` allows that `old` does not. */
function changes(
  old: readonly CompiledRule[],
  now: readonly CompiledRule[],
  action: Action,
  here: Locality,
  { samples, budget = defaultBudget }: ComparisonOptions,
): Changes {
  const concerned = (rules: readonly CompiledRule[]): readonly CompiledRule[] =>
    rules.filter(({ rule }) => rule.actions.includes(action));
  const [before, after] = [concerned(old), concerned(now)];
  const found = new Map<string, AccessChange>();
  const isGain = (request: AuthorizationRequest, by?: Pick<AccessChange, 'rule' | 'who'>): boolean => {
    const [was, is] = [decide(before, request), decide(after, request)];
    const [allowing] = is.deciding;
    if (was.decision.effect === 'allow' || is.decision.effect === 'deny' || allowing === undefined) return false;
    const access = by ?? { rule: allowing.rule.name, who: nameIn(allowing.rule, request) };
    const identity = JSON.stringify(access);
    const change = { action, ...access, witness: request, before: was.decision, after: is.decision };
    if (!found.has(identity)) found.set(identity, change);
    return true;
  };
  const isKeyless = keyless.has(action);
  const incomplete = gainsOfAction({ before, after, action, isKeyless, here, budget, isGain });
  if (incomplete.length > 0) for (const request of samples?.(action) ?? []) isGain(request);
  return { found: [...found.values()], incomplete };
}

/** The name by which a rule is for a principal. */
function nameIn({ who }: PolicyRule, { principal }: AuthorizationRequest): AccessChange['who'] {
  const { id, roles, groups } = principal;
  const names = [id, ...roles.map((role) => `role:${role}`), ...groups.map((group) => `group:${group}`)];
  return who === 'all' ? 'all' : (who.find((name) => names.includes(name)) ?? 'all');
}

/** What a set says about an action. */
function meaning({ rules }: PolicySet, action: Action): string {
  const concerned = rules.filter((rule) => rule.actions.includes(action));
  return [...new Set(concerned.map(meaningOf))].toSorted().join('\n');
}
