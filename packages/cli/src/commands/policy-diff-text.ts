import type { AuthorizationRequest, Decision } from '@chatelaine/core';
import type { AccessChange, PolicyComparison } from '@chatelaine/policy/comparison';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Style } from '../output/style.ts';

/** A gain, and whether the file of `--allow` names it. */
interface JudgedGain extends AccessChange {
  readonly isAllowed: boolean;
}

interface Difference extends PolicyComparison {
  readonly gains: readonly JudgedGain[];
}

/** Who gains and loses what, for people: changes of one rule for one principal stand together. */
export function differenceText(
  { gains, losses, sampled }: Difference,
  { before, after }: { readonly before: string; readonly after: string },
  style: Style,
): string {
  const sections = [
    ...section(`Gained in ${after}`, gains, style),
    ...section(`Lost since ${before}`, losses, style),
    ...(gains.length + losses.length === 0 ? ['No change of access.'] : []),
    ...(sampled.length === 0
      ? []
      : [
          [
            style.alarm('Not all of it could be looked at. Besides what is told, there may be more:'),
            ...sampled.map(
              ({ action, because }) =>
                `  ${action}: ${because}; tried were the principals, keys and contexts of the tests`,
            ),
          ].join('\n'),
        ]),
    summary(gains, losses),
  ];
  return sections.join('\n\n');
}

function summary(gains: readonly JudgedGain[], losses: readonly AccessChange[]): string {
  const allowed = gains.filter(({ isAllowed }) => isAllowed).length;
  const remark = allowed === 0 ? '' : ` (${allowed} of them allowed)`;
  return `${counted(gains.length, 'gain', 'gains')}${remark}, ${counted(losses.length, 'loss', 'losses')}.`;
}

type Change = AccessChange & { readonly isAllowed?: boolean };

function section(title: string, changes: readonly Change[], style: Style): readonly string[] {
  const groups = new Map<string, readonly Change[]>();
  for (const change of changes) {
    const identity = JSON.stringify([change.who, change.rule, change.isAllowed, witnessLines(change)]);
    groups.set(identity, [...(groups.get(identity) ?? []), change]);
  }
  return groups.size === 0
    ? []
    : [[style.bold(printable(title)), ...[...groups.values()].map((group) => groupText(group, style))].join('\n')];
}

function groupText(group: readonly Change[], style: Style): string {
  const [first] = group;
  if (first === undefined) return '';
  const { rule, who, isAllowed } = first;
  const remark = isAllowed === true ? ' (allowed)' : '';
  const whom = who === 'all' ? 'everybody' : who;
  return [
    `  ${printable(whom)}, by ${printable(rule)}${remark}`,
    ...group.map(({ action }) => `    ${action}`),
    ...witnessLines(first).map((line) => style.faint(`      ${printable(line)}`)),
  ].join('\n');
}

/** One request that is answered otherwise. */
function witnessLines({ before, after, witness }: AccessChange): readonly string[] {
  return [`such as ${requestWords(witness)}`, `before: ${decisionWords(before)}`, `after: ${decisionWords(after)}`];
}

function decisionWords({ effect, kind, rule }: Decision): string {
  if (kind === 'default') return 'no rule allows it';
  return `${effect} by ${rule ?? kind}${kind === 'unknown' ? ', in doubt' : ''}`;
}

function requestWords({ asked, context, encryptionContext, facts, key, now, principal }: AuthorizationRequest): string {
  const { id, roles, groups, attributes } = principal;
  const known = (value: object | undefined): string => JSON.stringify(value ?? {});
  const names = [id, ...roles.map((role) => `role:${role}`), ...groups.map((group) => `group:${group}`)].join(' ');
  const hasMembers = (value: object | undefined): boolean => value !== undefined && Object.keys(value).length > 0;
  return [
    `${names}${hasMembers(attributes) ? ` ${known(attributes)}` : ''}`,
    ...(key === undefined ? [] : [`key ${keyWords(key)}`]),
    ...(asked === undefined ? [] : [`asked for as ${asked}`]),
    ...(encryptionContext === undefined ? [] : [`encryption context ${known(encryptionContext)}`]),
    ...(hasMembers(context) ? [`context ${known(context)}`] : []),
    ...(hasMembers(facts) ? [`request ${known(facts)}`] : []),
    `at ${new Date(now).toISOString().replace(':00.000Z', 'Z')}`,
  ].join('; ');
}

function keyWords(key: NonNullable<AuthorizationRequest['key']>): string {
  const { id, aliases, tags, keySpec, keyUsage, origin, state } = key as Partial<typeof key>;
  const others = [keySpec, keyUsage, origin, state].map((value) => value ?? 'unknown').join(' ');
  const names = aliases === undefined ? 'aliases unknown' : aliases.length === 0 ? 'without alias' : aliases.join(', ');
  const pairs =
    tags === undefined ? ' tags unknown' : Object.keys(tags).length === 0 ? '' : ` tags ${JSON.stringify(tags)}`;
  return `${names}${pairs} (${id ?? 'id unknown'} ${others})`;
}
