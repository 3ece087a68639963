import { quote } from '../source/hidden-characters.ts';
import type { Report } from '../source/report.ts';
import type { SourceMember, SourceNode } from '../source/source-node.ts';
import type { Form, Reading } from './form.ts';
import type { JsonSchema } from './json-schema.ts';
import { nearName } from './near-name.ts';
import { bareObject } from '../without-prototype.ts';
import { wrongKind } from './wrong-kind.ts';

/** One member of a map. */
export interface Member<Value> {
  readonly form: Form<Value>;
  readonly isRequired: boolean;
  /** For people who write: shown by editors. */
  readonly description: string;
}

type MemberOf<Value, Name extends keyof Value> =
  Record<never, never> extends Pick<Value, Name>
    ? Member<Exclude<Value[Name], undefined>> & { readonly isRequired: false }
    : Member<Value[Name]> & { readonly isRequired: true };

/** The members of a map, in the order in which they are read and best written. */
export type Members<Value> = { readonly [Name in keyof Value]-?: MemberOf<Value, Name> };

export function required<Value>(form: Form<Value>, description: string): Member<Value> & { readonly isRequired: true } {
  return { form, isRequired: true, description };
}

export function optional<Value>(
  form: Form<Value>,
  description: string,
): Member<Value> & { readonly isRequired: false } {
  return { form, isRequired: false, description };
}

/** What a map is, besides its members. */
export interface MapForm<Value extends object> {
  /** How messages call it; absent: by its place. */
  readonly noun?: string;
  readonly members: Members<Value>;
  /** Whether `{}` says something; absent: it is refused, as a slip. */
  readonly mayBeEmpty?: boolean;
  /** Members that people expect from elsewhere, with what to write instead. */
  readonly refused?: ReadonlyMap<string, string>;
  /** Reports what no single member shows. Members that had a problem are absent from `value`. */
  readonly check?: (value: Partial<Value>, members: SourceMembers, reading: Reading) => void;
}

export type SourceMembers = ReadonlyMap<string, SourceMember>;

/** A map with known members; whatever the form does not know is an error. */
export function map<Value extends object>(form: MapForm<Value>): Form<Value> {
  const members = Object.entries<Member<unknown>>(form.members);
  const known = members.map(([name]) => name);
  const isKnown: ReadonlySet<string> = new Set(known);

  /** Gives the names that were probably meant: those are not told as missing too. */
  function refuseUnknown(given: SourceMembers, noun: string, report: Report): ReadonlySet<string | undefined> {
    const meant = new Set<string | undefined>();
    for (const [name, { keyOffset }] of given) {
      if (isKnown.has(name)) continue;
      const advice = form.refused?.get(name);
      const near = advice === undefined ? nearName(name, known) : undefined;
      meant.add(near);
      const guess = near === undefined ? `; it has ${known.join(', ')}` : `; did you mean ${quote(near)}?`;
      report(
        keyOffset,
        'unknown-member',
        `${noun} has no member ${quote(name)}${advice === undefined ? guess : `: ${advice}`}`,
      );
    }
    return meant;
  }

  return {
    read(node, what, reading) {
      const noun = form.noun ?? what;
      const given = readMap(node, noun, reading.report, form.mayBeEmpty);
      if (given === undefined) return undefined;
      const meant = refuseUnknown(given, noun, reading.report);
      // Whoever reads it finds only what was written, even if all objects were given more.
      const value: Partial<Record<string, unknown>> = bareObject<Record<string, unknown>>();
      let isComplete = true;
      for (const [name, member] of members) {
        const read = given.get(name);
        if (read === undefined) {
          if (!member.isRequired) continue;
          if (!meant.has(name)) {
            reading.report(node.offset, 'missing-member', `${noun} lacks the member ${quote(name)}`);
          }
          isComplete = false;
          continue;
        }
        const result = member.form.read(read.value, name, reading);
        if (result === undefined) isComplete = false;
        else value[name] = result;
      }
      form.check?.(value as Partial<Value>, given, reading);
      return isComplete ? (value as Value) : undefined;
    },
    schema(definitions) {
      const properties: Record<string, JsonSchema> = {};
      for (const [name, member] of members) {
        const schema = member.form.schema(definitions);
        // Draft-07 ignores what stands beside a reference.
        properties[name] = {
          description: member.description,
          ...('$ref' in schema ? { allOf: [schema] } : schema),
        };
      }
      const needed = members.filter(([, { isRequired }]) => isRequired).map(([name]) => name);
      return {
        type: 'object',
        properties,
        ...(needed.length > 0 && { required: needed }),
        ...(needed.length === 0 && form.mayBeEmpty !== true && { minProperties: 1 }),
        additionalProperties: false,
      };
    },
  };
}

/** The members of a map with names of the author's own; an empty map is refused unless it says something. */
export function readMap(node: SourceNode, what: string, report: Report, mayBeEmpty = false): SourceMembers | undefined {
  if (node.kind !== 'map') {
    wrongKind(node, what, 'a map', report);
    return undefined;
  }
  if (node.members.size === 0 && !mayBeEmpty) report(node.offset, 'empty-value', `${what} is an empty map`);
  return node.members;
}
