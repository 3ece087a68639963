import { conditionEntries, type Conditions } from '../conditions/catalogue.ts';
import { attributeNames } from '../evaluation/attribute-facts.ts';
import { fitsPattern } from '../evaluation/identifier-conditions.ts';
import type { KeySelector, PolicyRule, PrincipalName } from '../policy-set.ts';

/** Whether a rule concerns everybody of one entry of `who`, or of `all`. */
export function coversWho({ who, except }: PolicyRule, entry: PrincipalName): boolean {
  if (who !== 'all' && !who.includes(entry)) return false;
  return except.every((exception) => isOne(exception) && isOne(entry) && exception !== entry);
}

function coversWhole(outer: PolicyRule, inner: PolicyRule): boolean {
  if (inner.who === 'all') return outer.who === 'all' && outer.except.every((each) => inner.except.includes(each));
  const excepted = new Set(inner.except);
  return inner.who.every((entry) =>
    coversWho({ ...outer, except: outer.except.filter((e) => !excepted.has(e)) }, entry),
  );
}

/** Whether a name is that of one principal, so that another such name is somebody else. */
function isOne(name: PrincipalName): boolean {
  return /^(?:user|service|role-session):/.test(name);
}

export function selectorsOf({ keys }: PolicyRule): readonly (KeySelector | 'all')[] {
  return keys === 'all' ? ['all'] : keys;
}

/** Whether a rule is for every key that a selector names. */
export function coversKeys({ keys }: PolicyRule, inner: KeySelector | 'all'): boolean {
  if (keys === 'all') return true;
  return inner !== 'all' && keys.some((outer) => coversSelector(outer, inner));
}

function coversSelector(outer: KeySelector, inner: KeySelector): boolean {
  if (outer.type === 'aliasPattern') {
    if (inner.type === 'alias') return fitsPattern(outer.prefix, outer.depth)(inner.alias);
    if (inner.type !== 'aliasPattern') return false;
    if (outer.depth === 'tree') return inner.prefix.startsWith(outer.prefix);
    return inner.prefix === outer.prefix && inner.depth === 'segment';
  }
  if (outer.type === 'attributes') return inner.type === 'attributes' && coversAttributes(outer, inner);
  return JSON.stringify(outer) === JSON.stringify(inner);
}

type Attributes = Extract<KeySelector, { readonly type: 'attributes' }>;

function coversAttributes(outer: Attributes, inner: Attributes): boolean {
  const isWithin = (values: readonly string[] | undefined, allowed: readonly string[]): boolean =>
    values?.every((value) => allowed.includes(value)) === true;
  return (
    (outer.tags ?? []).every(({ name, values }) =>
      isWithin(inner.tags?.find((tag) => tag.name === name)?.values, values),
    ) &&
    attributeNames.every((name) => {
      const allowed: readonly string[] | undefined = outer[name];
      return allowed === undefined || isWithin(inner[name], allowed);
    })
  );
}

/** Whether whatever holds all of `inner` holds all of `outer`. */
function coversConditions(outer: Conditions | undefined, inner: Conditions | undefined): boolean {
  if (outer === undefined) return true;
  const given = new Set(inner === undefined ? [] : conditionEntries(inner).map(({ identity }) => identity));
  return conditionEntries(outer).every(({ identity }) => given.has(identity));
}

/** Whether a rule applies wherever another one of its effect does: in doubt no. */
export function coversRule(outer: PolicyRule, inner: PolicyRule): boolean {
  const startsInTime = outer.from === undefined || (inner.from !== undefined && outer.from.at <= inner.from.at);
  const endsInTime = outer.until === undefined || (inner.until !== undefined && outer.until.at >= inner.until.at);
  return (
    outer.effect === inner.effect &&
    startsInTime &&
    endsInTime &&
    inner.actions.every((action) => outer.actions.includes(action)) &&
    coversWhole(outer, inner) &&
    selectorsOf(inner).every((selector) => coversKeys(outer, selector)) &&
    coversConditions(outer.when, inner.when) &&
    // An exception that asks more is made less often.
    (outer.unless === undefined || (inner.unless !== undefined && coversConditions(inner.unless, outer.unless)))
  );
}

/** Whether nothing but the principal, the action and the key decides whether a rule applies. */
export function isUnconditional({ when, unless, from, until }: PolicyRule): boolean {
  return when === undefined && unless === undefined && from === undefined && until === undefined;
}
