import { conditions } from '../conditions/catalogue.ts';
import { choice } from '../form/choice.ts';
import type { Form, Reading } from '../form/form.ts';
import { list } from '../form/list.ts';
import { map, optional, required, type SourceMembers } from '../form/map.ts';
import { kebabName, text, type TextForm } from '../form/text.ts';
import type { PolicyRule } from '../policy-set.ts';
import { type ActionEntry, actionEntries, refuseKeylessActions } from './action-sets.ts';
import { keys } from './key-selectors.ts';
import { allOrPrincipals, principals } from './principals.ts';
import { fromTime, untilTime } from './rule-time.ts';

/** A rule as it stands in its document. */
export interface WrittenRule extends Pick<
  PolicyRule,
  'effect' | 'who' | 'keys' | 'when' | 'unless' | 'from' | 'until' | 'reason' | 'ticket'
> {
  readonly id: string;
  readonly except?: PolicyRule['except'];
  readonly actions: 'all' | readonly ActionEntry[];
  readonly labels?: readonly string[];
}

const reasonForm: TextForm = {
  minimum: 8,
  maximum: 300,
  description: '8–300 characters that tell people why',
  prose: true,
};
const ticketForm: TextForm = { minimum: 1, maximum: 128, description: '1–128 characters', prose: true };
const mostLabels = 32;
const whereConditionsStand = 'conditions stand in when, where all must hold, and in a deny also in unless';

/** One entry of `rules`, in the order in which its members are best written. */
export const rule: Form<WrittenRule> = map<WrittenRule>({
  noun: 'a rule',
  members: {
    id: required(text(kebabName), 'Its name in the document, in kebab case; decisions name it as document/rule.'),
    effect: required(
      choice('effect', ['allow', 'deny']),
      'allow gives a right if all of the rule is certain; deny takes it, also in doubt, and beats every allow.',
    ),
    who: required(
      allOrPrincipals,
      'all, or a list of user:…, service:…, role-session:… (one principal), role:…, group:… (all that have it).',
    ),
    except: optional(principals, 'Only in a deny: whom it does not concern.'),
    actions: required(actionEntries, 'Actions of the vault, or sets of this document as "@name"; in a deny also all.'),
    keys: required(
      keys,
      'all, or a list: key ids, alias/name, alias/prefix/* (one level), alias/prefix/** (any depth), URNs, attributes.',
    ),
    when: optional(conditions, 'All of these must hold.'),
    unless: optional(conditions, 'Only in a deny: if all of these hold, it does not apply.'),
    from: optional(fromTime, 'The rule holds from this day (UTC) or moment on.'),
    until: optional(untilTime, 'The rule holds until the end of this day (UTC), or until this moment.'),
    reason: required(text(reasonForm), 'Why, in 8–300 characters; told to a caller who is refused.'),
    ticket: optional(text(ticketForm), 'For reviews.'),
    labels: optional(list({ of: text(kebabName), noun: 'a label', maximum: mostLabels }), 'For reports.'),
  },
  refused: new Map([
    ['condition', whereConditionsStand],
    ['conditions', whereConditionsStand],
    ['subject', 'write who'],
    ['principals', 'write who'],
    ['resources', 'write keys'],
    ['notActions', 'list the actions'],
    ['notKeys', 'write the exception as a deny rule of its own'],
  ]),
  check: checkRule,
});

/** What no single member shows. */
function checkRule(value: Partial<WrittenRule>, members: SourceMembers, reading: Reading): void {
  const { report } = reading;
  for (const [name, advice] of [
    ['except', 'write the exception as a deny rule of its own'],
    ['unless', 'write the exception as a deny rule of its own, with when'],
  ] as const) {
    const at = members.get(name)?.keyOffset;
    if (at !== undefined && value.effect === 'allow') {
      report(at, 'invalid-value', `${name} stands only in a deny; ${advice}`);
    }
  }
  const actionsNode = members.get('actions')?.value;
  if (value.actions === 'all') {
    if (value.effect === 'allow') {
      const message =
        'actions: all stands only in a deny; an allow lists what it gives, and gives no action of a later version';
      report(actionsNode?.offset ?? 0, 'invalid-value', message);
    }
  } else if (asksOfKey(value) && value.actions !== undefined && actionsNode !== undefined) {
    refuseKeylessActions(value.actions, actionsNode, reading);
  }
  const untilAt = members.get('until')?.keyOffset;
  if (
    untilAt !== undefined &&
    value.from !== undefined &&
    value.until !== undefined &&
    value.from.at >= value.until.at
  ) {
    report(untilAt, 'invalid-value', 'until is not later than from, so the rule would never hold');
  }
}

/** Whether a rule asks something of the key, which actions that concern none can't answer. */
export function asksOfKey({ keys: selectors, when, unless }: Partial<WrittenRule>): boolean {
  return (selectors !== undefined && selectors !== 'all') || when?.key !== undefined || unless?.key !== undefined;
}
