import type { Action } from '@chatelaine/core';
import type { ConditionName, Conditions } from '../conditions/catalogue.ts';
import { variablesOf } from '../language/template.ts';
import type { KeyAttributes, PolicyRule, WantedPair } from '../policy-set.ts';
import type { Dimension } from './rule-question.ts';

/** All that rules name: by it, requests fall into classes that no rule can tell apart. */
export class Mentioned {
  readonly tags: Map<string, Set<string>> = new Map();
  readonly encryptionContext: Map<string, Set<string>> = new Map();
  readonly attributes: Map<string, Set<string>> = new Map();
  /** Texts of which a request has one: `facts.algorithm`, `key.state`. */
  readonly words: Map<Dimension, Set<string>> = new Map();
  /** Tags, names of the encryption context and members of grants that are compared with variables: `tags.env`, `grant`. */
  readonly compared: Set<string> = new Set();
  /** Texts with variables, where `principal.<attribute>` of the principal goes. */
  readonly templates: Set<string> = new Set();
  readonly mfaSeconds: Set<number> = new Set();
  readonly networks: Set<string> = new Set();
  /** By role; `undefined`: whatever the role. */
  readonly approvals: Map<string | undefined, Set<number>> = new Map();
  readonly grantees: Set<string> = new Set();
  readonly retirers: Set<string> = new Set();
  readonly grantOperations: (readonly Action[])[] = [];
  readonly moments: Set<number> = new Set();
  /** Conditions of the time of day or week, each once. */
  readonly hours: Map<string, Conditions> = new Map();

  addRule({ keys, when, unless, from, until }: PolicyRule): this {
    if (keys !== 'all') for (const selector of keys) if (selector.type === 'attributes') addKey(this, selector);
    if (when) this.addConditions(when);
    if (unless) this.addConditions(unless);
    for (const time of [from, until]) if (time) this.moments.add(time.at);
    return this;
  }

  addConditions(conditions: Conditions): this {
    for (const name of Object.keys(conditions) as ConditionName[]) addCondition(name, conditions, this);
    return this;
  }

  word(dimension: Dimension, values: readonly string[]): void {
    addTo(this.words, dimension, values);
  }

  /** Every text that a variable may have to equal. */
  texts(): readonly string[] {
    const comparedOf = (of: 'tags' | 'encryptionContext'): readonly string[] =>
      [...this[of]].flatMap(([name, values]) => (this.compared.has(`${of}.${name}`) ? [...values] : []));
    return [
      ...new Set([
        ...comparedOf('tags'),
        ...comparedOf('encryptionContext'),
        ...[...this.attributes.values()].flatMap((each) => [...each]),
        ...(this.compared.has('grant') ? [...this.grantees, ...this.retirers] : []),
      ]),
    ];
  }

  /** Ids of principals that `${principal.id}` may have to equal. */
  principalIds(): readonly string[] {
    if (![...this.templates].some((template) => variablesOf(template).includes('id'))) return [];
    return this.texts().filter((text) => /^(?:user|service|role-session):./.test(text));
  }

  /** Values that may hold variables. */
  pairs(of: 'tags' | 'encryptionContext', pairs: readonly WantedPair[]): void {
    for (const { name, values } of pairs) addTo(this[of], name, this.fixed(values, `${of}.${name}`));
  }

  /** The values that hold no variables; the others are kept, and what is compared with them. */
  fixed(values: readonly string[], what: string): readonly string[] {
    for (const value of values) {
      const variables = variablesOf(value);
      if (variables.length > 0) {
        this.templates.add(value);
        this.compared.add(what);
      }
      for (const name of variables) if (name !== 'id') addTo(this.attributes, name, []);
    }
    return values.filter((value) => variablesOf(value).length === 0);
  }
}

type Written = Required<Conditions>;

/** What each kind of condition names. A kind that is not here is one that comparisons could not see. */
const mentions: { readonly [Name in ConditionName]: (value: Written[Name], mentioned: Mentioned) => void } = {
  encryptionContext({ equals = [], has = [], only = [] }, mentioned) {
    mentioned.pairs('encryptionContext', equals);
    for (const name of [...has, ...only]) addTo(mentioned.encryptionContext, name, []);
  },
  time(value, mentioned) {
    mentioned.hours.set(JSON.stringify(value), { time: value });
  },
  source({ cidr }, { networks }) {
    for (const network of cidr) networks.add(network);
  },
  mfa({ maxAgeSeconds }, { mfaSeconds }) {
    mfaSeconds.add(maxAgeSeconds);
  },
  approvals({ min, role }, mentioned) {
    addTo(mentioned.approvals, role, [min]);
  },
  principal({ attributes }, mentioned) {
    for (const { name, values } of attributes) addTo(mentioned.attributes, name, values);
  },
  key(value, mentioned) {
    addKey(mentioned, value);
  },
  grant({ grantee = [], operations, retiringPrincipal = [] }, mentioned) {
    for (const name of mentioned.fixed(grantee, 'grant')) mentioned.grantees.add(name);
    for (const name of mentioned.fixed(retiringPrincipal, 'grant')) mentioned.retirers.add(name);
    if (operations) mentioned.grantOperations.push(operations);
  },
  algorithm: (value, mentioned) => mentioned.word('facts.algorithm', value),
  messageType: (value, mentioned) => mentioned.word('facts.messageType', value),
  wrappingAlgorithm: (value, mentioned) => mentioned.word('facts.wrappingAlgorithm', value),
  purpose: (value, mentioned) => mentioned.word('facts.purpose', value),
};

function addCondition<Name extends ConditionName>(name: Name, conditions: Conditions, mentioned: Mentioned): void {
  const value: Written[Name] | undefined = (conditions as Partial<Written>)[name];
  if (value !== undefined) mentions[name](value, mentioned);
}

function addKey(mentioned: Mentioned, { tags, keySpec, keyUsage, origin, keyState, region }: KeyAttributes): void {
  if (tags) mentioned.pairs('tags', tags);
  const words = {
    'key.keySpec': keySpec,
    'key.keyUsage': keyUsage,
    'key.origin': origin,
    'key.state': keyState,
    'key.region': region,
  };
  for (const [dimension, values] of Object.entries(words)) if (values) mentioned.word(dimension, values);
}

function addTo<Key, Value>(map: Map<Key, Set<Value>>, key: Key, values: readonly Value[]): void {
  const known = map.get(key) ?? new Set();
  for (const value of values) known.add(value);
  map.set(key, known);
}
