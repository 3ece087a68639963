import { type Action, actions, type AuthorizationRequest, type GainRequest, type KeyView } from '@chatelaine/core';
import { conditionEntries, type Conditions } from '../conditions/catalogue.ts';
import type { ConditionPart } from '../conditions/condition-kind.ts';
import { isSince } from './compile-conditions.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { keyFacts } from './key-facts.ts';
import { no, not, type Truth, unknown, yes } from './truth.ts';

/**
 * Something that a later request must bring for a rule to apply: time, source, second factor, approvals, encryption context,
 * algorithm … can't be known now. Conditions that ask the same are the same circumstance and come true together.
 */
type Circumstance = string;

/** A rule on one snapshot of a key. */
interface Residue {
  /** What the key and the principal answer. */
  readonly holds: Truth;
  /** All of these must come true besides; none: nothing more is asked. */
  readonly circumstances: readonly Circumstance[];
}

interface RuleBeforeAndAfter {
  readonly isDeny: boolean;
  readonly before: Residue;
  readonly after: Residue;
}

/**
 * The actions that a principal would gain on a key by a change: for which there are circumstances in which it is allowed
 * after the change and not before. Whatever can't be known of the key counts for the gain.
 *
 * @param rules those that are for the principal
 */
export function gainedActions(rules: readonly CompiledRule[], request: GainRequest): readonly Action[] {
  const byAction = residuesByAction(rules, request);
  return actions.filter((action) => isGained(byAction.get(action) ?? []));
}

/**
 * The actions that a principal is allowed on a key in some circumstances. Whatever can't be known of the key counts for being
 * allowed.
 *
 * @param rules those that are for the principal
 */
export function allowableActions(
  rules: readonly CompiledRule[],
  { key, ...asked }: Omit<GainRequest, 'before' | 'after'> & { readonly key: KeyView },
): readonly Action[] {
  const byAction = residuesByAction(rules, { ...asked, before: key, after: key });
  const isAllowable = (answers: readonly RuleBeforeAndAfter[]): boolean =>
    answers.some(
      ({ isDeny, after }) =>
        !isDeny &&
        after.holds !== no &&
        !answers.some((other) => other.isDeny && isCertain(other.after, after.circumstances)),
    );
  return actions.filter((action) => isAllowable(byAction.get(action) ?? []));
}

function residuesByAction(
  rules: readonly CompiledRule[],
  request: GainRequest,
): ReadonlyMap<Action, readonly RuleBeforeAndAfter[]> {
  const byAction = new Map<Action, RuleBeforeAndAfter[]>();
  for (const compiled of rules) {
    const before = residueOf(compiled, request, request.before);
    const after = residueOf(compiled, request, request.after);
    if (before.holds === no && after.holds === no) continue;
    for (const action of compiled.rule.actions) {
      const entries = byAction.get(action);
      const both = { isDeny: compiled.isDeny, before, after };
      if (entries === undefined) byAction.set(action, [both]);
      else entries.push(both);
    }
  }
  return byAction;
}

/**
 * An allow that may apply after the change gives something new if, in the very circumstances in which it applies, no
 * allow applied before for certain, or a deny may have applied before that no deny replaces for certain. No other
 * circumstances need be looked at: more of them only bring more rules to apply.
 */
function isGained(rules: readonly RuleBeforeAndAfter[]): boolean {
  const denies = rules.filter(({ isDeny }) => isDeny);
  const allows = rules.filter(({ isDeny }) => !isDeny);
  const isDeniedAfter = (given: readonly Circumstance[]): boolean =>
    denies.some(({ after }) => isCertain(after, given));
  return allows.some(({ after }) => {
    const given = after.circumstances;
    if (after.holds === no || isDeniedAfter(given)) return false;
    return (
      !allows.some(({ before }) => isCertain(before, given)) ||
      denies.some(({ before }) => before.holds !== no && !isDeniedAfter([...given, ...before.circumstances]))
    );
  });
}

function isCertain({ holds, circumstances }: Residue, given: readonly Circumstance[]): boolean {
  return holds === yes && circumstances.every((each) => given.includes(each));
}

function residueOf({ rule, keys }: CompiledRule, { principal, context, now }: GainRequest, key: KeyView): Residue {
  const none = undefined;
  const asked = { action: '', principal, context, now, key, asked: none, encryptionContext: none, facts: none };
  const when = split(rule.when, asked);
  const circumstances = when.open.map((identity) => `when ${identity}`);
  let holds = least(keys(keyFacts(key), undefined), when.known);
  if (rule.from !== undefined && isSince(rule.from.at, now) !== yes) circumstances.push(`from ${rule.from.at}`);
  if (rule.until !== undefined) {
    holds = least(holds, not(isSince(rule.until.at, now)));
    circumstances.push(`until ${rule.until.at}`);
  }
  if (rule.unless !== undefined) {
    const unless = split(rule.unless, asked);
    // Of a key that may not be meant at all, the rule may hold whatever else comes true.
    if (unless.open.length === 0 || unless.known !== yes) holds = least(holds, not(unless.known));
    else circumstances.push(`unless ${unless.open.join(' and ')}`);
  }
  return { holds, circumstances };
}

function least(a: Truth, b: Truth): Truth {
  return a < b ? a : b;
}

interface SplitConditions {
  /** What the key and the principal answer. */
  readonly known: Truth;
  /** The conditions that are left open. */
  readonly open: readonly Circumstance[];
}

function split(conditions: Conditions | undefined, request: AuthorizationRequest): SplitConditions {
  let known: Truth = yes;
  const open: Circumstance[] = [];
  for (const { identity, parts } of conditions === undefined ? [] : conditionEntries(conditions)) {
    for (const part of parts) {
      const truth = isOpen(part) ? undefined : part.test(request);
      // An attribute that the host does not tell now may be told another time.
      if (truth === undefined || (truth === unknown && readsPrincipal(part))) open.push(`${part.name} of ${identity}`);
      else known = least(known, truth);
    }
  }
  return { known, open };
}

/** Whether a part asks of more than the key and the principal. */
function isOpen({ reads }: ConditionPart): boolean {
  return reads.some((fact) => !fact.startsWith('key.') && !fact.startsWith('principal.'));
}

function readsPrincipal({ reads }: ConditionPart): boolean {
  return reads.some((fact) => fact.startsWith('principal.'));
}
