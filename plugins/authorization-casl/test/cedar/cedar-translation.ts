import { here } from '../policy-under-test.ts';
import type { ConditionalRule, WrittenConditions } from './conditional-policies.ts';

/**
 * What Cedar is asked of a part of a rule, as two expressions: where it certainly holds, and where it certainly does not. Where neither
 * is true it is unknown. Every attribute that may be absent is asked for with `has` first, so no expression ever fails: Cedar would
 * skip a policy that does.
 */
interface Certain {
  readonly holds: string;
  readonly fails: string;
}

/** What a wrong translation would say instead; for the proof that one would be found. */
export type TranslationMutant =
  | 'unknown denials are skipped'
  | 'unknown counts as satisfied'
  | 'spellings are ignored'
  | 'spellings allow'
  | 'exceptions are ignored'
  | 'unless is ignored'
  | 'patterns take any depth'
  | 'absent tags are unknown'
  | 'absent attributes are empty'
  | 'until includes its moment'
  | 'networks of both families are one';

const quoted = (text: string): string => JSON.stringify(text);
const set = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;
const allOf = (terms: readonly string[]): string => (terms.length === 0 ? 'true' : `(${terms.join(' && ')})`);
const anyOf = (terms: readonly string[]): string => (terms.length === 0 ? 'false' : `(${terms.join(' || ')})`);

const and = (parts: readonly Certain[]): Certain => ({
  holds: allOf(parts.map(({ holds }) => holds)),
  fails: anyOf(parts.map(({ fails }) => fails)),
});
const or = (parts: readonly Certain[]): Certain => ({
  holds: anyOf(parts.map(({ holds }) => holds)),
  fails: allOf(parts.map(({ fails }) => fails)),
});
const not = ({ holds, fails }: Certain): Certain => ({ holds: fails, fails: holds });
const certain = (expression: string): Certain => ({ holds: expression, fails: `!(${expression})` });
const known = (isKnown: string, expression: string): Certain => ({
  holds: `(${isKnown} && ${expression})`,
  fails: `(${isKnown} && !(${expression}))`,
});

const list = (value: unknown): readonly string[] => [value].flat() as string[];

/** Translates rules; with a mutant, wrongly. */
export class CedarTranslation {
  readonly #mutant: TranslationMutant | undefined;

  constructor(mutant?: TranslationMutant) {
    this.#mutant = mutant;
  }

  /** @param denials `possible`: a deny that can't be ruled out applies, as in the engine; `certain`: it must hold */
  policy(rule: ConditionalRule, denials: 'possible' | 'certain'): string {
    const { holds, fails } = and([this.#who(rule), this.#actions(rule), this.#keys(rule), this.#conditions(rule)]);
    if (rule.effect === 'allow') {
      const condition = this.#mutant === 'unknown counts as satisfied' ? `!(${fails})` : holds;
      return `permit(principal, action, resource) when { ${condition} };`;
    }
    const isSkipped = denials === 'certain' || this.#mutant === 'unknown denials are skipped';
    return `forbid(principal, action, resource) when { ${isSkipped ? holds : `!(${fails})`} };`;
  }

  #who({ who, except }: ConditionalRule): Certain {
    const among = (names: unknown): string => `principal.names.containsAny(${set(list(names))})`;
    const isMeant = who === 'all' ? 'true' : among(who);
    const isExcepted = except === undefined || this.#mutant === 'exceptions are ignored' ? 'false' : among(except);
    return certain(`${isMeant} && !(${isExcepted})`);
  }

  #actions({ actions }: ConditionalRule): Certain {
    return certain(
      `[${list(actions)
        .map((name) => `Action::${quoted(name)}`)
        .join(', ')}].contains(action)`,
    );
  }

  #keys({ keys, effect }: ConditionalRule): Certain {
    if (keys === 'all') return certain('true');
    const isAsked =
      (effect === 'deny' && this.#mutant !== 'spellings are ignored') || this.#mutant === 'spellings allow';
    return or(
      ([keys].flat() as (string | Record<string, unknown>)[]).map((selector) =>
        typeof selector === 'string' ? this.#identifier(selector, isAsked) : this.#attributes(selector),
      ),
    );
  }

  #identifier(written: string, isAsked: boolean): Certain {
    const urn = /^kms:([^:]+):([^:]+):(KeyId|alias):(.+)$/.exec(written);
    if (urn !== null && (urn[1] !== here.region || urn[2] !== here.domainId)) return certain('false');
    const selector = urn === null ? written : `${urn[3] === 'alias' ? 'alias/' : ''}${urn[4] ?? ''}`;
    const matches = (value: string): string => this.#isNamed(selector, value);
    const byKey = selector.startsWith('alias/')
      ? known('resource has alias0', anyOf(['alias0', 'alias1', 'alias2'].map((name) => matches(`resource.${name}`))))
      : known('resource has id', matches('resource.id'));
    return isAsked ? or([certain(`context has asked && ${matches('context.asked')}`), byKey]) : byKey;
  }

  #isNamed(selector: string, value: string): string {
    if (!selector.endsWith('*')) return `${value} == ${quoted(selector)}`;
    const prefix = selector.replace(/\*+$/, '');
    const isBelow = `${value} like ${quoted(`${prefix}*`)} && ${value} != ${quoted(prefix)}`;
    const isDeep = selector.endsWith('**') || this.#mutant === 'patterns take any depth';
    return isDeep ? `(${isBelow})` : `(${isBelow} && !(${value} like ${quoted(`${prefix}*/*`)}))`;
  }

  #attributes({ tags, ...members }: Readonly<Record<string, unknown>>): Certain {
    return and([
      ...Object.entries((tags ?? {}) as Record<string, unknown>).map(([name, values]) => this.#tag(name, list(values))),
      ...Object.entries(members).map(([name, values]) => {
        const attribute = name === 'keyState' ? 'state' : name;
        return known(`resource has ${attribute}`, `${set(list(values))}.contains(resource.${attribute})`);
      }),
    ]);
  }

  /** A tag that a key lacks is a no; variables that have no value are unknown. */
  #tag(name: string, values: readonly string[]): Certain {
    const has = `resource.tags has ${quoted(name)}`;
    const value = this.#wanted(`resource.tags[${quoted(name)}]`, values);
    const isAbsent = this.#mutant === 'absent tags are unknown' ? 'false' : `!(${has})`;
    return {
      holds: `(resource has tags && ${has} && ${value.holds})`,
      fails: `(resource has tags && (${isAbsent} || (${has} && ${value.fails})))`,
    };
  }

  /** One of several texts, some of which are variables. */
  #wanted(value: string, texts: readonly string[]): Certain {
    return or(
      texts.map((text) => {
        const variable = /^\$\{principal\.(.+)\}$/.exec(text)?.[1];
        if (variable === undefined) return certain(`${value} == ${quoted(text)}`);
        if (variable === 'id') return certain(`${value} == principal.id`);
        if (this.#mutant === 'absent attributes are empty') {
          return certain(`principal.attributes has ${variable} && ${value} == principal.attributes.${variable}`);
        }
        return known(`principal.attributes has ${variable}`, `${value} == principal.attributes.${variable}`);
      }),
    );
  }

  #conditions({ when, unless, from, until }: ConditionalRule): Certain {
    const end = this.#mutant === 'until includes its moment' ? '<=' : '<';
    return and([
      ...(from === undefined ? [] : [certain(`context.now >= ${startOf(from)}`)]),
      ...(until === undefined ? [] : [certain(`context.now ${end} ${endOf(until)}`)]),
      ...(when === undefined ? [] : [this.#all(when)]),
      ...(unless === undefined || this.#mutant === 'unless is ignored' ? [] : [not(this.#all(unless))]),
    ]);
  }

  #all({ encryptionContext, source, mfa, principal, time, key, algorithm }: WrittenConditions): Certain {
    const { equals = {}, has, only } = encryptionContext ?? {};
    const pairs = 'context has pairs';
    const inNetwork = (network: string): string => {
      const range = `context.ip.isInRange(ip(${quoted(network)}))`;
      const isAny = network.endsWith('/0') && this.#mutant === 'networks of both families are one';
      return isAny ? 'true' : range;
    };
    return and([
      ...Object.entries(equals).map(([name, values]): Certain => {
        const value = this.#wanted(`context.pairs[${quoted(name)}]`, values);
        const isThere = `context.pairs has ${quoted(name)}`;
        return {
          holds: `(${pairs} && ${isThere} && ${value.holds})`,
          fails: `(${pairs} && (!(${isThere}) || (${isThere} && ${value.fails})))`,
        };
      }),
      ...(has === undefined ? [] : [known(pairs, `context.pairNames.containsAll(${set(has)})`)]),
      ...(only === undefined ? [] : [known(pairs, `${set(only)}.containsAll(context.pairNames)`)]),
      ...(source === undefined ? [] : [known('context has ip', anyOf(source.cidr.map(inNetwork)))]),
      ...(mfa === undefined ? [] : [known('context has age', `context.age <= ${mfa.maxAgeSeconds}`)]),
      ...Object.entries(principal?.attributes ?? {}).map(([name, values]) =>
        known(`principal.attributes has ${name}`, `${set(values)}.contains(principal.attributes.${name})`),
      ),
      ...(time?.days === undefined ? [] : [certain(`${set(time.days)}.contains(context.day)`)]),
      ...(time?.from === undefined || time.to === undefined ? [] : [certain(isBetween(time.from, time.to))]),
      ...(key === undefined ? [] : [this.#attributes(key)]),
      ...(algorithm === undefined
        ? []
        : [known('context has algorithm', `${set(algorithm)}.contains(context.algorithm)`)]),
    ]);
  }
}

function isBetween(from: string, to: string): string {
  const [first, last] = [from, to].map((clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)));
  const parts = [`context.minute >= ${first}`, `context.minute < ${last}`];
  return Number(first) < Number(last) ? allOf(parts) : anyOf(parts);
}

function startOf(moment: string): number {
  return new Date(moment.length === 10 ? `${moment}T00:00:00Z` : moment).getTime();
}

function endOf(moment: string): number {
  return startOf(moment) + (moment.length === 10 ? 86_400_000 : 0);
}
