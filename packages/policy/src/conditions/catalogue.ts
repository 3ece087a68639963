import type { Form } from '../form/form.ts';
import { named } from '../form/json-schema.ts';
import { map, type Members, optional } from '../form/map.ts';
import type { KeyAttributes } from '../policy-set.ts';
import { approvals, type ApprovalsCondition } from './approvals.ts';
import type { ConditionKind, ConditionPart, Shift } from './condition-kind.ts';
import { encryptionContext, type EncryptionContextCondition } from './encryption-context.ts';
import { grant, type GrantCondition } from './grant.ts';
import { key } from './key.ts';
import { mfa, type MfaCondition } from './mfa.ts';
import { principal, type PrincipalCondition } from './principal-attributes.ts';
import { algorithm, type MessageType, messageType, type Purpose, purpose, wrappingAlgorithm } from './request-facts.ts';
import { source, type SourceCondition } from './source.ts';
import { time, type TimeCondition } from './time.ts';

/** What `when` and `unless` hold: each entry is a condition, and all of them must hold. */
export interface Conditions {
  readonly encryptionContext?: EncryptionContextCondition;
  readonly time?: TimeCondition;
  readonly source?: SourceCondition;
  readonly mfa?: MfaCondition;
  readonly approvals?: ApprovalsCondition;
  readonly principal?: PrincipalCondition;
  readonly key?: KeyAttributes;
  readonly grant?: GrantCondition;
  readonly algorithm?: readonly string[];
  readonly messageType?: readonly MessageType[];
  readonly wrappingAlgorithm?: readonly string[];
  readonly purpose?: readonly Purpose[];
}

export type ConditionName = keyof Conditions;

type Written = Required<Conditions>;
type Catalogue = { readonly [Name in ConditionName]: ConditionKind<Written[Name]> };

/** Every kind of condition. The catalogue is closed: files can name no other. */
const catalogue: Catalogue = {
  encryptionContext,
  time,
  source,
  mfa,
  approvals,
  principal,
  key,
  grant,
  algorithm,
  messageType,
  wrappingAlgorithm,
  purpose,
};

export const conditionNames: readonly ConditionName[] = Object.keys(catalogue) as ConditionName[];

function entry<Value>({ form, description }: ConditionKind<Value>): ReturnType<typeof optional<Value>> {
  return optional(form, description);
}

const members: Members<Conditions> = {
  encryptionContext: entry(encryptionContext),
  time: entry(time),
  source: entry(source),
  mfa: entry(mfa),
  approvals: entry(approvals),
  principal: entry(principal),
  key: entry(key),
  grant: entry(grant),
  algorithm: entry(algorithm),
  messageType: entry(messageType),
  wrappingAlgorithm: entry(wrappingAlgorithm),
  purpose: entry(purpose),
};

const ofTheKey = ['keySpec', 'keyUsage', 'origin', 'keyState', 'region', 'tags'];

/** The members `when` and `unless` of a rule. */
export const conditions: Form<Conditions> = named(
  'conditions',
  map<Conditions>({
    members,
    refused: new Map([
      ...ofTheKey.map((name) => [name, `write key: { ${name}: … }`] as const),
      ['ip', 'write source: { cidr: […] }'],
      ['sourceIp', 'write source: { cidr: […] }'],
      ['cidr', 'write source: { cidr: […] }'],
      ['mfaAge', 'write mfa: { maxAgeSeconds: … }'],
      ['attributes', 'write principal: { attributes: … }'],
    ]),
  }),
);

/** One entry of `when` or `unless`, compiled. */
export interface ConditionEntry {
  readonly name: ConditionName;
  /** Equal for entries that ask the same. */
  readonly identity: string;
  readonly parts: readonly ConditionPart[];
}

function entryOf<Name extends ConditionName>(name: Name, written: Conditions): readonly ConditionEntry[] {
  const value: Written[Name] | undefined = (written as Partial<Written>)[name];
  const kind: ConditionKind<Written[Name]> = catalogue[name];
  return value === undefined ? [] : [{ name, identity: `${name} ${JSON.stringify(value)}`, parts: kind.parts(value) }];
}

/** The entries of `when` or `unless`; together they hold if all parts of all entries do. */
export function conditionEntries(written: Conditions): readonly ConditionEntry[] {
  return conditionNames.flatMap((name) => entryOf(name, written));
}

function shiftsOf<Name extends ConditionName>(name: Name, written: Conditions): readonly Shift<Conditions>[] {
  const value: Written[Name] | undefined = (written as Partial<Written>)[name];
  const kind: ConditionKind<Written[Name]> = catalogue[name];
  const shifts = value === undefined ? [] : (kind.shifts?.(value) ?? []);
  return shifts.map((shift) => ({ words: shift.words, value: { ...written, [name]: shift.value } }));
}

/** The same conditions with one threshold moved by one step. */
export function conditionShifts(written: Conditions): readonly Shift<Conditions>[] {
  return conditionNames.flatMap((name) => shiftsOf(name, written));
}
